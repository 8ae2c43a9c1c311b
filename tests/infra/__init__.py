"""What stands around the stages: the template, the local cloud, the relay, the pump."""
