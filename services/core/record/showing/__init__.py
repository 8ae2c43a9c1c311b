"""How a record reads: what its page shows, in which order, under which names; its history in plain words."""
