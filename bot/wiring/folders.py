"""Folders in the data folder."""

SPOOL = "spool"
REFUSED = "refused"
UNFORESEEN = "unforeseen"
"""Folders in the data folder: spooled calls, bodies that could not be read, and of a new kind."""
