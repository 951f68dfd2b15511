"""What a broker tells of itself below ``$SYS``: a table for each broker, and one page of all."""
