"""The cloud on one machine: moto, the stages behind one port, and a pump that acts as Lambda does."""
