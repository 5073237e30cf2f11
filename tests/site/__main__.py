"""`python -m tests.site --port N`: the newspaper, on loopback."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import threading
from datetime import date

from tests.site.clock import DEFAULT_TODAY
from tests.site.press import VARIANTS
from tests.site.server import listen
from tests.site.state import Site


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.site")
    parser.add_argument("--port", type=int, default=0, help="0 takes any free one")
    parser.add_argument("--night", type=int, choices=(1, 2, 3), default=1)
    parser.add_argument("--today", type=date.fromisoformat, default=DEFAULT_TODAY)
    parser.add_argument("--variant", action="append", choices=sorted(VARIANTS), default=[])
    parser.add_argument("--validators", action="store_true")
    parser.add_argument(
        "--with-parent", action="store_true", help="end when standard input is closed"
    )
    return parser.parse_args()


async def run(options: argparse.Namespace) -> None:
    site = Site(
        night=options.night,
        today=options.today,
        variants=frozenset(options.variant),
        validators=options.validators,
    )
    server = await listen(site, options.port)
    print(site.root, flush=True)
    async with server:
        await server.serve_forever()


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    signal.signal(signal.SIGINT, lambda *_: os._exit(0))
    chosen = arguments()
    if chosen.with_parent:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    asyncio.run(run(chosen))
