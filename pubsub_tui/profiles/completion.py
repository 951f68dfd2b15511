"""Names of profiles for the completion scripts of shells, asked for when they are needed.

A name is data to the shell: nothing in it is expanded.
"""

from __future__ import annotations

_FUNCTION = "_pubsub_tui_profiles"
COMPLETE = {"bash": _FUNCTION, "zsh": _FUNCTION}
"""What an argument that is a profile's name has as ``complete``."""

PREAMBLES = {
    "bash": f"""\
{_FUNCTION}() {{
  local name
  while IFS= read -r name; do
    [[ $name == "$1"* ]] && printf '%q\\n' "$name"
  done < <(pubsub-tui profiles list --names 2>/dev/null)
}}
""",
    "zsh": f"""\
{_FUNCTION}() {{
  local -a names
  names=("${{(@f)$(pubsub-tui profiles list --names 2>/dev/null)}}")
  compadd -a names
}}
""",
}
"""What the scripts need for that, by shell."""
