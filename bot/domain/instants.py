"""Instants as whole microseconds since 1970 in UTC, in which tables and the facts of events hold them."""

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def micros(at: datetime) -> int:
    """Return an instant as microseconds since 1970 UTC; a naive one is refused with a TypeError."""
    return (at - _EPOCH) // _MICROSECOND


def from_micros(count: int) -> datetime:
    """Return the instant that many microseconds after 1970, in UTC."""
    return _EPOCH + count * _MICROSECOND
