"""`make bench`: every benchmark, its figures beside a peer, a limit or a smaller case of the same run.

`make bench ONLY="intake start"` runs the named ones alone, as does `python -m tests.bench intake start`.
"""

import argparse
import asyncio
import signal
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from tests.bench import calendar, clocks, digest, find, fire, hours, intake, outbox, start, storage, tick
from tests.bench.table import Row, show

_BENCHMARKS: Final[Mapping[str, tuple[str, Callable[[], Awaitable[list[Row]]]]]] = {
    "storage": ("small transactions: 64 at once, SQLite FULL", storage.measure),
    "intake": ("intake: signed HTTP, 200 channels", intake.measure),
    "start": ("start and rest: SQLite, a database from before", start.measure),
    "tick": ("a tick with nothing due", tick.measure),
    "fire": ("timers that are due: 10,000 at once, and 1,000 in one second", fire.measure),
    "find": ("`/ticket find`: words in many tickets", find.measure),
    "hours": ("hours left: a ledger of 100,000 lines", hours.measure),
    "calendar": ("business hours: Monday to Friday, 9 to 18, with holidays", calendar.measure),
    "clocks": ("SLA clocks: a ticket folded from its events", clocks.measure),
    "digest": ("a weekly digest: 1,000,000 tickets, 10,000,000 events, 500 clients", digest.measure),
    "outbox": ("a long outbox: 10,000 posts, 50 channels, two of them in trouble", outbox.measure),
}


def main() -> None:
    """Measure what was asked for, or all, and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", choices=[[], *_BENCHMARKS], metavar="name", help=", ".join(_BENCHMARKS)
    )
    for name in parser.parse_args().names or _BENCHMARKS:
        title, measure = _BENCHMARKS[name]
        show(title, asyncio.run(_rows(measure)))


async def _rows(measure: Callable[[], Awaitable[list[Row]]]) -> list[Row]:
    """Measure; when told to stop, stop the programs too."""
    task = asyncio.ensure_future(measure())
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await task


if __name__ == "__main__":
    main()
