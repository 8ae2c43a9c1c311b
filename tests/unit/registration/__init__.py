"""The registration stage: what it decides without a table or a page."""
