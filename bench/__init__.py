"""The figures that the software is held to, each measured beside its floor and its peers in one run."""
