"""The report stage: rows from events through the pump, reports on time, its pages and files."""
