"""The project's own private PostgreSQL and Redis, for machines that have none."""
