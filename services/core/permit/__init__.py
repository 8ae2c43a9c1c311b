"""Late-access permits: for whom the office lifts the registration deadline, and until when."""
