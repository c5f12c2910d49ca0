"""Template tags of the evidence registry."""
