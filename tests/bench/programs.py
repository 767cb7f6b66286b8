"""The programs of a benchmark, each in a process of its own, and what the machine says of them."""

import asyncio
import os
import signal
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

LONGEST_SECONDS: Final = 120
"""No wait of a benchmark is longer."""
_ENDING_SECONDS: Final = 15
_LAST_WORDS: Final = 4000
_ANY: Final = b""
_USUAL: Final = {"PYTHONDONTWRITEBYTECODE": ""}
"""A program that is started twice finds its bytecode, as an installed one does; some machines forbid it."""
OK: Final = b" 200 "


@dataclass(frozen=True, slots=True)
class Memory:
    """What a process holds, in MB: its own pages and its part of shared ones, and all that it has mapped."""

    proportional: float
    resident: float


@asynccontextmanager
async def program(*words: str, env: Mapping[str, str] | None = None) -> AsyncIterator[Process]:
    """Run a Python module for as long as the block lasts; what it says of itself is shown if that fails."""
    with tempfile.TemporaryFile() as errors:
        try:
            async with _running(words, env or {}, errors) as started:
                yield started
        except BaseException:
            errors.seek(0)
            sys.stderr.write(errors.read().decode(errors="replace")[-_LAST_WORDS:])
            raise


@asynccontextmanager
async def _running(words: Sequence[str], env: Mapping[str, str], errors: IO[bytes]) -> AsyncIterator[Process]:
    started = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        *words,
        stdin=PIPE,
        stdout=PIPE,
        stderr=errors,
        env={**os.environ, **_USUAL, **env},
    )
    try:
        yield started
    finally:
        with suppress(ProcessLookupError):
            started.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(started.wait(), _ENDING_SECONDS)
        except TimeoutError:
            started.kill()
            await started.wait()


async def line_of(started: Process, *, longest_seconds: float = LONGEST_SECONDS) -> str:
    """Return the next line that a program prints; RuntimeError where it ended instead."""
    assert started.stdout is not None
    async with asyncio.timeout(longest_seconds):
        line = await started.stdout.readline()
    if not line:
        raise RuntimeError("a program of the benchmark ended before its time; see its errors above")
    return line.decode().strip()


async def until(port: int, path: str = "/", wanted: bytes = _ANY, *, pause_seconds: float = 0.05) -> None:
    """Wait until a server answers, with a status line that contains *wanted*."""
    async with asyncio.timeout(LONGEST_SECONDS):
        while True:
            if await _answers(port, path, wanted):
                return
            await asyncio.sleep(pause_seconds)


async def _answers(port: int, path: str, wanted: bytes) -> bool:
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
    status = await reader.readline()
    writer.close()
    return bool(status) and wanted in status


def memory_of(pid: int) -> Memory:
    """Return what a process holds now, as Linux counts it."""
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    kilobytes = {name: int(rest.split()[0]) for name, _, rest in (row.partition(":") for row in rows)}
    return Memory(kilobytes["Pss"] / 1024, kilobytes["Rss"] / 1024)
