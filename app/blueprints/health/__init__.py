"""What a machine asks: whether the process lives, and whether it can work."""
