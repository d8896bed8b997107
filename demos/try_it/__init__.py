"""Every example of the documentation as an application of its own, beside the built site.

`blocks` finds the examples, `programs` makes applications of them, `serving` answers requests. The
site links to them, the tests run them, and all three see the same text.
"""
