"""What was sent to whom: how every stage knows an e-mail, and reads what became of it."""
