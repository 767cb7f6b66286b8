"""Moments as they are typed behind `--at`."""

from datetime import datetime
from typing import Final

import typer

from bot.errors import NaiveTimeError

EXAMPLE: Final = "2026-12-24T17:30-05:00"


def moment(text: str) -> datetime:
    """Read a moment with its zone; what cannot be read is refused with an example."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        wrong = f"{text!r} is no moment: write one such as {EXAMPLE}."
        raise typer.BadParameter(wrong, param_hint="--at") from None
    if read.utcoffset() is None:
        raise NaiveTimeError("--at")
    return read
