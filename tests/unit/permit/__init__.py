"""Late-access permits: which of them lifts the deadline, until which second."""
