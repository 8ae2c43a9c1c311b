"""The review stage: queues, decisions, verification, each through the pages and the pump."""
