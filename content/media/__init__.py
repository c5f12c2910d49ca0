"""Images and documents that pages use."""
