"""The same page and the same write, as one would write them today with Flask or FastAPI.

Kept as small as they can honestly be: no event, history, language or rule of ours, only session, list, form
and one conditional write to the same table. So each does less than we do, and is a bar, not a straw man.
"""
