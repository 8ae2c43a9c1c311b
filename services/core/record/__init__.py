"""What every registered record is, whatever its track: one aggregate, its history, and the rules' engine.

Start at `tracks.py`: what a track (services/core/work, initiative, citizen) brings along. How a record reads
stands in `showing/`.
"""
