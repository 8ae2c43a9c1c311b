"""Files that a record carries: its plan, evidence, pictures.

`content.py` tells what a file is, `rules.py` what may be done with it, `store.py` keeps it. On the way from a
browser see `services.core.uploads`; docs/decisions/022-attachments.md says why it is done so.
"""
