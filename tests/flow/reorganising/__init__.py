"""Units are reorganised in the middle of the movement, through the real table, stream, queues and pages."""
