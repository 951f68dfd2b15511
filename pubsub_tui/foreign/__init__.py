"""Connections that were set up in other programs, read from the files that these write."""
