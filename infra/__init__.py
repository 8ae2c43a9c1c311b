"""What stands around the stages: the template of what they share, the local cloud, the command line."""
