"""Turn files of references into a themed, searchable literature-survey website."""

__version__ = "0.1.0"
