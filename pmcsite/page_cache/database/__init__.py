"""Django's PostgreSQL backend, whose queries tell a recorder what they read."""
