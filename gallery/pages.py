"""All pages of the gallery: those of outputs and fields have the names of the wire."""

from gallery import fields, outputs, states

PAGES = {**outputs.PAGES, **fields.PAGES, **states.PAGES}
