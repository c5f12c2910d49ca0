"""What an operator sees of the running site: logs without personal data, health, readiness, outages."""
