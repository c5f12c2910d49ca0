"""Evidence, blocks and pages: what the coalition publishes."""
