"""The track of initiatives: what cadres, officials, soldiers and workers found (plan, section IV.2.2).

Start at `transitions.py`: the one table that says who may do what, when, and what it needs.
"""
