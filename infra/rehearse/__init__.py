"""The deployment rehearsed on one machine: the packages in an emulator that runs them, without an account."""
