"""``python -m pubsub_tui``."""

import sys

from pubsub_tui.cli import main

sys.exit(main())
