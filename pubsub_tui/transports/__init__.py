"""Sockets in, batches of messages out. Nothing here knows the model or the screen."""
