"""The track of works: what a collective registers to finish by a date (plan, section IV.2.1).

Start at `transitions.py`: the one table that says who may do what, when, and what it needs.
"""
