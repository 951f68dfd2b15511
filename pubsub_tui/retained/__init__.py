"""Retained messages: which there are, deleting them with an undo file, and bringing them back."""
