"""Slack's pace: one post a second in a channel after a short burst, and fifty edits a minute in all.

So it is for each method that reads channels.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.clock import Clock

_POSTS_AT_ONCE: Final = 3
_POST_SECONDS: Final = 1.05  # a little behind Slack's second, as its clock is not ours
_ALL_POSTS_AT_ONCE: Final = 60
_ALL_POST_SECONDS: Final = 60 / 280  # Slack says "several hundred a minute" of a workspace's posts
_CALLS_AT_ONCE: Final = 20
_CALL_SECONDS: Final = 60 / 50


@dataclass(slots=True)
class _Bucket:
    """A few at once, then one every so often."""

    left: float
    filled_at: datetime


class Pace:
    """Waits, on the desk's clock, until the next call is welcome (Slack's rate limits; tier 3 for most)."""

    def __init__(self, clock: Clock, *, unlimited: bool = False) -> None:
        self._clock = clock
        self._unlimited = unlimited
        self._buckets: dict[str, _Bucket] = {}

    async def post(self, channel: str) -> None:
        """Wait until *channel*, and then the workspace, takes another post."""
        await self._take(channel, _POSTS_AT_ONCE, _POST_SECONDS)
        await self._take("all posts", _ALL_POSTS_AT_ONCE, _ALL_POST_SECONDS)

    async def edit(self) -> None:
        """Wait until the workspace takes another edit."""
        await self._take("", _CALLS_AT_ONCE, _CALL_SECONDS)

    async def look(self, method: str) -> None:
        """Wait until the workspace takes another call of a method that reads; each has its own allowance."""
        await self._take(method, _CALLS_AT_ONCE, _CALL_SECONDS)

    async def _take(self, name: str, most: int, seconds: float) -> None:
        if self._unlimited:
            return
        now = self._clock.now()
        bucket = self._buckets.setdefault(name, _Bucket(most, now))
        gained = (now - bucket.filled_at).total_seconds() / seconds
        bucket.left = min(most, bucket.left + gained) - 1
        bucket.filled_at = now
        if bucket.left < 0:
            await self._clock.sleep(-bucket.left * seconds)
