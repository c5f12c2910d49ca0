"""Who represents whom: legislatures, districts, seats, people, offices."""
