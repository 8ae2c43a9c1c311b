"""The packages: what goes into them, that they run, and that both builds are one."""
