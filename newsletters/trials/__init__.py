"""A/B trials: two texts of one issue, tried on a sample before the better one goes to everybody else."""
