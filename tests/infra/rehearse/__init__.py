"""The rehearsal: the emulator, what stands before it, what it counts."""
