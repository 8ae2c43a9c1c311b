"""One journey over HTTP, the same against the cloud of this machine and against what was deployed."""
