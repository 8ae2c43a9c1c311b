"""Files of records: what they are, what may be done with them, how they are kept."""
