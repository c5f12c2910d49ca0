"""The project's own private PostgreSQL and Redis, for machines that have none.

The servers come from pip wheels, listen on the loopback interface only, ask for generated passwords and
live in a folder under `var/`. `python -m pmcsite.engines run -- <command>` starts them, runs a command
with `DATABASE_URL` and `REDIS_URL` set, and ends them with it. See
`docs/decisions/0002-one-engine-everywhere.md`.
"""
