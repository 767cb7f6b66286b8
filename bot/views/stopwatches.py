"""Time that runs, in words: started, stopped without a log, and asked about. English."""

from collections.abc import Mapping
from datetime import datetime

from bot.views import ids
from bot.views.markup import mention
from bot.views.promises import staff_moment
from bot.views.rendered import Rendered, actions, button, message, section
from bot.views.scene import Scene
from bot.views.text import STAFF, moment, plain, say
from bot.views.timekeeping import minutes


def started(number: int, at: datetime, time_zone: str) -> Rendered:
    """Say that somebody's time runs, since a moment by their own clock."""
    said = say(STAFF, "staff.time.started", number=number, at=moment(at, STAFF, time_zone))
    return message(said, section(said))


def discarded(number: int, ran_minutes: int) -> Rendered:
    """Say that time was stopped, and nothing logged."""
    said = say(STAFF, "staff.time.discarded", number=number, total=minutes(ran_minutes))
    return message(said, section(said))


def still_running(scene: Scene, facts: Mapping[str, object]) -> Rendered:
    """Ask somebody whether their time should still run, in the thread of the ticket's card."""
    words = {
        "who": mention(str(facts["by"])),
        "number": scene.ticket.number,
        "total": minutes(int(str(facts["minutes"]))),
        "since": staff_moment(datetime.fromisoformat(str(facts["since"]))),
    }
    said = say(STAFF, "staff.time.still_running", **words)
    stop = button(ids.ASK_STOP, plain(STAFF, "staff.button.stop"), ids.number_value(scene.ticket.number))
    return message(
        said, section(said), *actions(f"stopwatch:{scene.ticket.number}:{facts['minutes']}", [stop])
    )
