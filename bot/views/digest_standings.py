"""How each client stands, in a line: for managers. English."""

from collections.abc import Mapping

from bot.domain.digests import Reason, Standing
from bot.views.markup import Safe
from bot.views.text import STAFF, say


def standing_line(each: Standing, names: Mapping[str, str]) -> Safe:
    """Return how a client stands: why it needs attention, where it does, and its numbers."""
    reasons = ", ".join(reason_words(each, reason) for reason in each.reasons)
    facts = {"opened": each.opened, "resolved": each.resolved, "backlog": each.backlog}
    said = say(STAFF, "staff.digest.standing", **facts)
    kept = [] if each.percent is None else [say(STAFF, "staff.digest.kept", percent=each.percent)]
    parts = [*([reasons] if reasons else []), said, *kept]
    client = names.get(each.client, each.client)
    return say(STAFF, "staff.digest.client", client=client, text=Safe(" · ".join(parts)))


def reason_words(each: Standing, reason: Reason) -> Safe:
    """Return why a client needs attention."""
    numbers = {
        Reason.MISSED: each.missed,
        Reason.OLD: each.oldest_days,
        Reason.GROWING: each.backlog - each.backlog_before,
        Reason.NEAR_MISSES: each.near_misses,
    }
    percent = each.hours.percent if each.hours else 0
    return say(STAFF, f"staff.digest.reason.{reason}", n=numbers.get(reason, 0), percent=percent)
