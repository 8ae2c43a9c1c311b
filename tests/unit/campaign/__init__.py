"""The campaign: its file, its rules, its place in the table."""
