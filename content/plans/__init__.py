"""Strategic plans: pillars, goals, objectives, metrics."""
