"""Payload bytes into something to look at: done for the one payload that is on show."""
