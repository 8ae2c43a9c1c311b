"""An installation brought to AWS, kept up to date there, looked at, and taken away."""
