"""Slack's rate limits: one post a second in a channel, and tiers of calls a minute for every method."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Final


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many calls at once, refilled at so many a second."""

    burst: int
    per_second: float


TIER_1: Final = Allowance(10, 1 / 60)
TIER_2: Final = Allowance(20, 20 / 60)
TIER_3: Final = Allowance(50, 50 / 60)
TIER_4: Final = Allowance(100, 100 / 60)
POSTS_PER_CHANNEL: Final = Allowance(3, 1.0)
POSTS_PER_WORKSPACE: Final = Allowance(100, 5.0)
SPECIAL: Final = Allowance(300, 10.0)

# From Slack's page of each method; what is not named here has tier 3.
TIERS: Final[Mapping[str, Allowance]] = {
    "api.test": TIER_4,
    "apps.connections.open": TIER_1,
    "auth.test": SPECIAL,
    "chat.getPermalink": SPECIAL,
    "chat.postEphemeral": TIER_4,
    "chat.postMessage": POSTS_PER_WORKSPACE,
    "conversations.list": TIER_2,
    "conversations.members": TIER_4,
    "files.completeUploadExternal": TIER_4,
    "files.getUploadURLExternal": TIER_4,
    "files.info": TIER_4,
    "oauth.v2.access": TIER_4,
    "reactions.remove": TIER_2,
    "usergroups.list": TIER_2,
    "usergroups.users.list": TIER_2,
    "users.info": TIER_4,
    "users.list": TIER_2,
    "views.open": TIER_4,
    "views.publish": TIER_4,
    "views.push": TIER_4,
    "views.update": TIER_4,
}


@dataclass(slots=True)
class _Bucket:
    left: float
    counted_at: datetime


class RateLimits:
    """What is left of each allowance; when `enabled` is off nothing is ever refused."""

    def __init__(self, *, enabled: bool) -> None:
        self.enabled = enabled
        self._buckets: dict[str, _Bucket] = {}

    def wait_seconds(self, method: str, channel_id: str | None, now: datetime) -> int:
        """Count one call; return 0 when it is allowed, else the whole seconds of `Retry-After`."""
        if not self.enabled:
            return 0
        wanted = [(method, TIERS.get(method, TIER_3))]
        if method == "chat.postMessage" and channel_id is not None:
            wanted.append((f"{method} {channel_id}", POSTS_PER_CHANNEL))
        waits = [self._wait(key, allowance, now) for key, allowance in wanted]
        if any(waits):
            return ceil(max(waits))
        for key, _ in wanted:
            self._buckets[key].left -= 1
        return 0

    def clear(self) -> None:
        """Forget every call."""
        self._buckets.clear()

    def _wait(self, key: str, allowance: Allowance, now: datetime) -> float:
        bucket = self._buckets.setdefault(key, _Bucket(allowance.burst, now))
        gained = (now - bucket.counted_at).total_seconds() * allowance.per_second
        bucket.left = min(bucket.left + gained, allowance.burst)
        bucket.counted_at = now
        return 0.0 if bucket.left >= 1 else (1 - bucket.left) / allowance.per_second
