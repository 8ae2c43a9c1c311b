"""The track of citizens: a person or a household that its locality puts forward (plan, section IV.2.2).

Start at `transitions.py`: the one table that says who may do what, when, and what it needs.
"""
