"""pubsub-tui: a terminal dashboard for pub/sub traffic."""

__version__ = "0.1.0"
