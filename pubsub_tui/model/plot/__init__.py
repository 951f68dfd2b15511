"""Numbers in payloads over time: found, held, and made few enough to draw."""
