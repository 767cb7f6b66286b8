"""Which digests come by themselves, where and when. English."""

from collections.abc import Sequence
from datetime import date, datetime

from babel.dates import format_date

from bot.domain.desks import Channel, Client
from bot.domain.digest_schedules import Schedule
from bot.domain.terms import Cadence
from bot.views.answers import help_staff
from bot.views.markup import Safe, channel_link
from bot.views.rendered import Rendered, lines, message, section
from bot.views.text import STAFF, moment, say


def schedule_shown(
    found: Sequence[tuple[Schedule, datetime]],
    client: Client | None,
    channel: Channel | None,
    *,
    was_set: bool,
) -> Rendered:
    """Return what comes by itself at a place, each with its next moment, and how that is changed."""
    place = channel_link(channel.id) if channel else say(STAFF, "staff.digest.schedule.nowhere")
    whose = client.name if client else say(STAFF, "staff.digest.schedule.all")
    key = "now" if was_set else "head"
    told = lines(
        [
            say(STAFF, f"staff.digest.schedule.{key}", whose=whose, place=place),
            *(_line(each, next_at) for each, next_at in found),
            *([] if found else [say(STAFF, "staff.digest.schedule.nothing")]),
            say(STAFF, "staff.digest.schedule.how"),
        ]
    )
    return message(told, section(told))


def _line(each: Schedule, next_at: datetime) -> Safe:
    facts: dict[str, object] = {"day": each.day, "at": f"{each.at:%H:%M}", "zone": each.time_zone}
    if each.cadence is Cadence.WEEKLY:
        facts["day"] = format_date(
            date(2024, 1, each.day), "EEEE", locale=STAFF
        )  # that month began on a Monday
    then = moment(next_at, STAFF, each.time_zone)
    return say(STAFF, f"staff.digest.schedule.{each.cadence}", next=then, **facts)


def digest_help() -> Rendered:
    """Return what can be typed after `/digest`."""
    return help_staff(("digest_show", "digest_schedule", "digest_metric", "digest_note", "digest_help"))
