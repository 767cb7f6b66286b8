"""Printing: what takes much memory is drawn by a process of its own, which ends when nothing more comes."""

import asyncio
import json
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from contextlib import suppress
from typing import Final, Self, cast

_MOST_SECONDS: Final = 50.0
"""The printer itself ends by sixty, should we be gone by then."""
_IDLE_SECONDS: Final = 5.0
"""A month's end prints many papers one after the other: to load the library for each takes longer."""


class PrintingError(Exception):
    """Nothing was printed: the printer failed, took too long, or was stopped."""


class _BrokeOffError(PrintingError):
    """The printer ended before its answer did."""


class Press:
    """Prints one thing at a time, by a printer (`python -m bot.printing`) that it starts when there is need.

    Whoever has a press closes it: no printer outlives it.
    """

    def __init__(self, most_seconds: float = _MOST_SECONDS, idle_seconds: float = _IDLE_SECONDS) -> None:
        """Give up on a thing after *most_seconds*; let the printer end after *idle_seconds* without any."""
        self._most_seconds = most_seconds
        self._idle_seconds = idle_seconds
        self._one_at_a_time = asyncio.Semaphore(1)
        self._printer: _Printer | None = None
        self._rest: asyncio.TimerHandle | None = None

    async def print(
        self,
        printer: str,
        values: Mapping[str, object],
        most_seconds: float | None = None,
        *,
        is_patient: bool = False,
    ) -> bytes:
        """Return what a printer (`bars`, `paper`, `charts`) makes of *values*, or raise PrintingError.

        What has to be there within *most_seconds* is not waited for longer, be it that others are printed;
        for who *is_patient* they begin when its turn comes.
        """
        limit = min(most_seconds or self._most_seconds, self._most_seconds)
        asked = json.dumps({"what": printer, "values": values}, ensure_ascii=False)
        try:
            async with (
                asyncio.timeout(None if is_patient else most_seconds),
                self._one_at_a_time,
                asyncio.timeout(limit),
            ):
                return await self._printed(asked.encode(errors="replace") + b"\n")
        except TimeoutError as error:
            raise PrintingError(f"{printer}: not done within {limit:g} s") from error

    async def close(self) -> None:
        """Stop the printer, whatever it is at, and wait until it is gone."""
        self._stay()
        printer, self._printer = self._printer, None
        if printer is not None:
            await printer.stop()

    async def _printed(self, asked: bytes) -> bytes:
        """Return what the printer makes of a line; one that died since the last is started anew."""
        self._stay()
        if self._printer is not None and self._printer.takes_more:
            with suppress(_BrokeOffError):  # we may not have heard yet that it is gone
                return await self._answered(self._printer, asked)
        await self.close()
        self._printer = await _Printer.started()
        return await self._answered(self._printer, asked)

    async def _answered(self, printer: "_Printer", asked: bytes) -> bytes:
        """Return what a printer makes of a line; one that does not answer as it should is stopped."""
        try:
            made = await printer.answer(asked)
        except BaseException:  # a deadline and a cancelled task among them
            await self.close()
            raise
        self._rest = asyncio.get_running_loop().call_later(self._idle_seconds, printer.let_end)
        return made

    def _stay(self) -> None:
        if self._rest is not None:
            self._rest.cancel()


class _Printer:
    """The process, and the pipes to it and back."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._to = cast(StreamWriter, process.stdin)
        self._back = cast(StreamReader, process.stdout)

    @classmethod
    async def started(cls) -> Self:
        return cls(
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "bot.printing"), stdin=PIPE, stdout=PIPE, stderr=DEVNULL
            )
        )

    @property
    def takes_more(self) -> bool:
        return self._process.returncode is None and not self._to.is_closing()

    async def answer(self, asked: bytes) -> bytes:
        """Return the file that comes back for a line: first how many bytes it has, then these."""
        try:
            self._to.write(asked)
            await self._to.drain()
            told = json.loads(await self._back.readline())
            if "failed" in told:
                raise PrintingError(f"the printer failed: {told['failed']}")
            return await self._back.readexactly(told["bytes"])
        except (OSError, ValueError, asyncio.IncompleteReadError) as error:
            raise _BrokeOffError("the printer broke off") from error

    def let_end(self) -> None:
        """Say that no more comes: it then ends by itself."""
        self._to.close()

    async def stop(self) -> None:
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()
