"""mmcards: cards written once as YAML, studied in Anki and printed, one card per page."""

__version__ = "0.1.0"
