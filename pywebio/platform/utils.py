"""Names that programs of earlier releases import from here."""

from __future__ import annotations

from .applications import make_applications
from .settings import seo

__all__ = ["make_applications", "seo"]
