"""Deployments, looked at without an account."""
