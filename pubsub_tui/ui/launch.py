"""From settings to the running dashboard, and back to an exit code."""

from __future__ import annotations
