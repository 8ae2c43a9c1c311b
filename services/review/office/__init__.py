"""The office's desk: people, units, records, what was sent to whom; whatever runs the campaign."""
