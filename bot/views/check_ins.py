"""When a client is talked to, and when each agenda comes. English."""

from collections.abc import Sequence

from bot.domain.check_ins import Prepared
from bot.domain.desks import Client
from bot.views.markup import Safe
from bot.views.rendered import Rendered, lines, message, section
from bot.views.text import STAFF, moment, say


def check_ins_shown(client: Client, coming: Sequence[Prepared], *, was_set: bool) -> Rendered:
    """Return the next talk of each kind, by the client's clock, and how it is moved."""
    nearest = {each.check_in.cadence: each for each in sorted(coming, key=lambda each: each.at, reverse=True)}
    found = sorted(nearest.values(), key=lambda each: each.at)
    key = "head" if found else "none"
    head = say(STAFF, f"staff.check_ins.{key}", client=client.name, zone=client.time_zone)
    done = say(STAFF, "staff.check_ins.done") if was_set else Safe()
    how = say(STAFF, "staff.check_ins.how", id=client.id)
    text = lines([done, head, *(_line(client, each) for each in found), how])
    return message(text, section(text))


def _line(client: Client, each: Prepared) -> Safe:
    planning = each.check_in.planning
    at, due = (moment(when, STAFF, client.time_zone) for when in (each.at, each.due_at))
    return say(STAFF, "staff.check_ins.line", title=planning.title, at=at, n=planning.minutes, due=due)
