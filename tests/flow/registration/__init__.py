"""The registration stage: coming in, registering a work, and what a unit does with it afterwards."""
