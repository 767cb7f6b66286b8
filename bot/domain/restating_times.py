"""When it is told that months changed whose statements were told before: after a while of quiet."""

from datetime import date, datetime, timedelta
from typing import Final

from bot.domain.notices import Timer

RESTATED: Final = "restated"
"""The kind of timer that tells of statements that changed, once nothing more has for a while."""
QUIET: Final = timedelta(hours=1)


def restating(client: str, since: date, at: datetime, before: Timer | None) -> Timer:
    """Return the timer that tells of the months from one on, and of those that it was to tell of *before*."""
    first = since.isoformat()
    if before is not None:
        first = min(first, str(before.facts["since"]))
    facts = {"client": client, "since": first}
    return Timer(restating_key(client), RESTATED, at + QUIET, facts=facts)


def restating_key(client: str) -> str:
    """Return our name of a client's timer."""
    return f"{RESTATED}:{client}"
