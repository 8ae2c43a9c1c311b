"""The relay: what happened to an item, from the table's stream to the bus."""
