"""`python -m pubsub_tui.demo`: a broker and its devices, for as long as standard input is open.

Prints the port of the broker, one line, once it accepts connections. Ends with standard input,
and so with the process that started it, however that one ended.
"""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

SEED = 7
LONGEST_GOODBYE = 4  # seconds


def main() -> int:
    """Run the demo. Returns the exit status."""
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, _leave)
    if importlib.util.find_spec("amqtt") is None:
        print("the demo needs the package amqtt: pip install 'pubsub-tui[demo]'", file=sys.stderr)
        return 2
    logging.disable()
    warnings.simplefilter("ignore")
    try:
        asyncio.run(_run())
    except KeyboardInterrupt:  # a second ctrl+c, while the first one is obeyed
        return 0
    except Exception as error:  # the last line of defence: no traceback on a terminal
        print(f"the demo ended: {_first_cause(error)!r}", file=sys.stderr)
        return 1
    return 0


def _leave(signum: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def _first_cause(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


async def _run() -> None:
    # Imported late, so that a signal during the import ends the process as quietly as any other.
    from pubsub_tui.demo.performance import perform

    loop = asyncio.get_running_loop()
    demo = asyncio.create_task(perform(SEED, _print_port))

    def end() -> None:
        if not demo.cancelling():
            # Nobody may be left to end this process should a goodbye never finish.
            signal.alarm(LONGEST_GOODBYE)
            demo.cancel()

    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, end)
    if sys.stdin is not None:
        _on_end_of_input(sys.stdin.fileno(), lambda: loop.call_soon_threadsafe(end))
    await asyncio.wait({demo})
    if not demo.cancelled():
        demo.result()


def _print_port(port: int) -> None:
    os.write(1, b"%d\n" % port)  # unbuffered: nothing is left to fail when the process ends


def _on_end_of_input(descriptor: int, call: Callable[[], object]) -> None:
    """Call back, in another thread, when a descriptor reaches its end.

    A thread, since an event loop can not watch every kind of standard input.
    """

    def read() -> None:
        with suppress(OSError):
            while os.read(descriptor, 4096):
                pass
        with suppress(RuntimeError):  # the event loop has ended already
            call()

    threading.Thread(target=read, name="end of input", daemon=True).start()


if __name__ == "__main__":
    sys.exit(main())
