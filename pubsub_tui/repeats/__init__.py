"""Messages that are published again and again, beside everything else."""
