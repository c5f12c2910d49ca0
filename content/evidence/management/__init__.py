"""Commands of the evidence registry."""
