"""What somebody reads when their day begins: what they were to be told of while they were off. English."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.tickets import TicketEvent
from bot.views.lines import entry
from bot.views.markup import Safe, link
from bot.views.rendered import Rendered, context, lines, message, section
from bot.views.scene import SIGN, Scene
from bot.views.text import STAFF, say


@dataclass(frozen=True, slots=True)
class Kept:
    """A ticket with the latest thing about it that was kept for the morning."""

    scene: Scene
    event: TicketEvent
    card: str
    """Address of its card; empty where it has none."""
    earlier: int = 0
    """How many things of it were kept besides."""


def morning_text(kept: Sequence[Kept], more: int) -> Rendered:
    """Return the message; *more* tickets are not named in it."""
    head, told = say(STAFF, "staff.morning.head"), [_row(each) for each in kept]
    rest = say(STAFF, "staff.morning.more", n=more) if more else Safe()
    blocks = [section(each) for each in told]
    return message(lines([head, *told, rest]), section(head), *blocks, *([context(rest)] if rest else []))


def _row(kept: Kept) -> Safe:
    scene, ticket = kept.scene, kept.scene.ticket
    head = say(
        STAFF,
        "staff.list.row",
        sign=SIGN[ticket.severity],
        number=link(kept.card or scene.thread, f"#{ticket.number}"),
        client=scene.client.name,
        title=scene.title,
    )
    earlier = say(STAFF, "staff.morning.earlier", n=kept.earlier) if kept.earlier else Safe()
    return lines([head, entry(scene, kept.event), earlier])
