"""What is wrong with an installation: one small question for each thing that can be."""
