"""What must survive when things break: a process that is killed, a message that comes twice or late."""
