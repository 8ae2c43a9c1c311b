"""Workbooks that people fill in: written, read back, and every way in which a file goes wrong."""
