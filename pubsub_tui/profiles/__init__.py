"""Connections that have a name: what is said of them in a file, and their passwords."""
