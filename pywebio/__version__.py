"""The version of the package, said once."""

__version__ = "2.0.0"
