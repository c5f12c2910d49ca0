"""The library: publications, policy documents and what they asked for, events, people and organisations."""
