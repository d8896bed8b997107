"""Compare pywebio with the limit of the platform and with the published PyWebIO.

``make bench`` runs the same small program on three sides: a raw Tornado WebSocket page that does
the visible work without any library (the limit), this package, and PyWebIO 1.8.4 as installed from
the package index into a virtual environment of its own. It measures them in turn within one run
(A B C A B C ...), takes medians, and prints ratios: absolute times say more about the machine.
"""
