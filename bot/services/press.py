"""Printing: what takes much memory is drawn by a process of its own, one at a time, which then ends."""

import asyncio
import json
import sys
from collections.abc import Mapping
from typing import Final

_MOST_SECONDS: Final = 50.0
"""The printer itself ends by sixty, should we be gone by then."""


class PrintingError(Exception):
    """Nothing was printed: the printer failed, took too long, or was stopped."""


class Press:
    """Starts printers (`python -m bot.printing`), and sees to it that none outlives its task."""

    def __init__(self, most_seconds: float = _MOST_SECONDS) -> None:
        self._most_seconds = most_seconds
        self._one_at_a_time = asyncio.Semaphore(1)

    async def print(
        self, printer: str, values: Mapping[str, object], most_seconds: float | None = None
    ) -> bytes:
        """Return the file that *printer* (`bars`, `paper`) makes of *values*, or raise PrintingError.

        What has to be there within *most_seconds* is not waited for longer, be it that others are printed.
        """
        asked = json.dumps({"what": printer, "values": values}, ensure_ascii=False)
        try:
            async with (
                asyncio.timeout(most_seconds),
                self._one_at_a_time,
                asyncio.timeout(self._most_seconds),
            ):
                return await _printed(asked.encode(errors="replace"))
        except TimeoutError as error:
            limit = min(most_seconds or self._most_seconds, self._most_seconds)
            raise PrintingError(f"{printer}: not done within {limit:g} s") from error


async def _printed(asked: bytes) -> bytes:
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "bot.printing"), stdin=pipe, stdout=pipe, stderr=pipe
    )
    try:
        made, said = await child.communicate(asked)
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode or not made:
        lines = said.decode(errors="replace").splitlines() or ["it said nothing"]
        raise PrintingError(f"the printer ended with {child.returncode}: {lines[-1]}")
    return made
