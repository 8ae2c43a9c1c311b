"""Thi Đua: the stages of an emulation movement, and the core they share."""

import gc

# Nearly everything that a function makes while it starts stays. Looking for what does not, again and again,
# was a fifth of a cold start; Python's own threshold is 700 objects.
gc.set_threshold(50_000, 20, 100)
