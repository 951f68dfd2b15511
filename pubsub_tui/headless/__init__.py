"""Commands without a screen, for scripts: the dashboard's session, transports and filters."""
