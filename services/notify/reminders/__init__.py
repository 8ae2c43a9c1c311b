"""Reminders before registration ends, and on the last day of late access: when, of what, to whom."""
