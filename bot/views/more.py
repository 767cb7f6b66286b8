"""The modal behind "More": all that can be done to a ticket and is not on its card, a line each."""

from typing import Final

from bot.domain.tickets import WAITING, Status, Ticket
from bot.views import ids
from bot.views.rendered import Block, View, button, modal, section
from bot.views.scene import Scene
from bot.views.text import STAFF, plain, say

_ACTIVE_ONLY: Final = frozenset({"assign", "merge", "third_party", "wait", "dismiss", "estimate"})
_LINES: Final = (
    (ids.ASK_REPLY, "reply"),
    (ids.ASK_ASSIGN, "assign"),
    (ids.ASK_NOTE, "note"),
    (ids.ASK_KIND, "kind"),
    (ids.ASK_LOG, "log"),
    (ids.ASK_ESTIMATE, "estimate"),
    (ids.ASK_MERGE, "merge"),
    (ids.ASK_SPLIT, "split"),
    (ids.RESUME, "resume"),
    (ids.WAIT_FOR_CLIENT, "wait"),
    (ids.WAIT_FOR_THIRD_PARTY, "third_party"),
    (ids.DISMISS, "dismiss"),
)


def more_modal(scene: Scene) -> View:
    """Return the list, with a button each: `ask_...` pushes the modal that asks, the rest act at once."""
    ticket = scene.ticket
    facts = {"number": ticket.number, "title": scene.title}
    head = section(say(STAFF, "staff.modal.more.head", **facts))
    lines = [_line(scene, action_id, key) for action_id, key in _LINES if _fits(ticket, key)]
    return modal(
        ids.MORE_MODAL,
        plain(STAFF, "staff.modal.more.title", number=ticket.number),
        [head, *lines],
        close=plain(STAFF, "staff.modal.done_close"),
        metadata=ids.pack(ticket=ticket.number, channel=ticket.channel),
    )


def _fits(ticket: Ticket, key: str) -> bool:
    """Whether the ticket's life cycle has that step from where it stands."""
    if key == "resume":
        return ticket.status in WAITING
    if key == "wait":
        return ticket.is_active and ticket.status is not Status.WAITING_ON_CLIENT
    if key == "third_party":
        return ticket.is_active and ticket.status is not Status.WAITING_ON_THIRD_PARTY
    return ticket.is_active or key not in _ACTIVE_ONLY


def _line(scene: Scene, action_id: str, key: str) -> Block:
    kind = scene.ticket.kind
    words = scene.plan_kind(kind) if kind else plain(STAFF, "staff.modal.more.no_kind")
    said = say(STAFF, f"staff.modal.more.{key}", kind=words)
    value = ids.number_value(scene.ticket.number)
    return section(said, button(action_id, plain(STAFF, f"staff.button.{key}"), value))
