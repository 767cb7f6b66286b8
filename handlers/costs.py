"""Buttons and modals about what work costs: an estimate is sent and answered, a kind is seen differently."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.cost_errors import BadEstimateError
from bot.desk import Desk, Request
from bot.domain.access import Action
from bot.domain.estimates_typed import Typed, read_minutes, read_price, read_typed
from bot.errors import BadFormError, BadLengthError
from bot.services import costs, estimating, kinds
from bot.services.queries import scene_for
from bot.views import ids
from bot.views.answers import Done, command_done
from bot.views.cost_modals import contest_modal, decline_modal, estimate_modal
from bot.views.estimates import proposed
from bot.views.modals import kind_modal
from bot.views.rendered import Rendered
from bot.views.submitted import text_in
from handlers.answering import Send, filled_in
from handlers.asked import desk_of, request_of
from handlers.command import Command, Verb


async def press_approve(ack: AsyncAck, action: Mapping[str, Any], context: AsyncBoltContext) -> None:
    """Take an approver's yes."""
    desk, asked = desk_of(context), request_of(context)
    await estimating.approve(desk, asked, ids.ticket_of(action), _which(action))
    await ack()


async def press_decline(
    ack: AsyncAck, action: Mapping[str, Any], body: Mapping[str, Any], context: AsyncBoltContext
) -> None:
    """Ask an approver why they decline."""
    desk, which = desk_of(context), _which(action)
    scene = await estimating.declinable(desk, request_of(context), ids.ticket_of(action), which)
    await desk.slack.open_view(str(body["trigger_id"]), decline_modal(scene, which))
    await ack()


async def press_contest(
    ack: AsyncAck, action: Mapping[str, Any], body: Mapping[str, Any], context: AsyncBoltContext
) -> None:
    """Ask a client's person how they see the kind of their ticket."""
    desk, said = desk_of(context), _which(action)
    scene = await costs.contestable(desk, request_of(context), ids.ticket_of(action), said)
    await desk.slack.open_view(str(body["trigger_id"]), contest_modal(scene, said))
    await ack()


async def _estimate(desk: Desk, request: Request, view: Mapping[str, Any]) -> object:
    return await estimating.estimate(desk, request, ids.ticket_in(view), _typed(view))


def _typed(view: Mapping[str, Any]) -> Typed:
    """Return what was filled in; what cannot be read is said beside its field."""
    problems: dict[str, str] = {}
    minutes, price = None, Typed()
    if hours := text_in(view, ids.HOURS).strip():
        try:
            minutes = read_minutes(hours)
        except BadEstimateError:
            problems[ids.HOURS] = "estimate_hours"
        except BadLengthError:
            problems[ids.HOURS] = "estimate_minutes"
    try:
        price = read_price(text_in(view, ids.PRICE))
    except BadEstimateError:
        problems[ids.PRICE] = "estimate_price"
    if problems:
        raise BadFormError(problems)
    return replace(price, minutes=minutes, text=text_in(view, ids.TEXT).strip())


async def _decline(desk: Desk, request: Request, view: Mapping[str, Any]) -> object:
    number, which = ids.ticket_in(view), _carried(view, "estimate")
    return await estimating.decline(desk, request, number, which, text_in(view, ids.REASON))


async def _contest(desk: Desk, request: Request, view: Mapping[str, Any]) -> object:
    number, said = ids.ticket_in(view), _carried(view, "said")
    return await costs.contest(desk, request, number, said, text_in(view, ids.REASON))


def _which(action: Mapping[str, Any]) -> int:
    """Return which estimate or kind a button is about; 0, which is none, where it does not say."""
    word = ids.word_of(action)
    return int(word) if word.isdecimal() else 0


def _carried(view: Mapping[str, Any], name: str) -> int:
    found = ids.unpack(view).get(name)
    return found if isinstance(found, int) else 0


SENT: Final[Mapping[str, Send]] = {
    ids.ESTIMATE_MODAL: _estimate,
    ids.DECLINE_MODAL: _decline,
    ids.CONTEST_MODAL: _contest,
}


async def _kind_typed(command: Command) -> Rendered | None:
    """Set the kind of request that is typed, in our words or the plan's; ask for it where none is."""
    number, rest = await command.ticket()
    desk, request = command.desk, command.request
    if not rest.text:
        scene = await scene_for(desk, request, number, Action.SET_KIND)
        return await command.show(kind_modal(scene))
    kind = await kinds.kind_named(desk, request, number, rest.text)
    await kinds.set_kind(desk, request, number, kind)
    return command_done(Done.KIND, number=number, kind=kind.value)


async def _estimate_typed(command: Command) -> Rendered | None:
    """Ask the client to approve what is typed; ask for it where nothing is."""
    number, rest = await command.ticket()
    if not rest.text:
        scene = await scene_for(command.desk, command.request, number, Action.ESTIMATE)
        return await command.show(estimate_modal(scene))
    typed = read_typed(rest.text)
    return proposed(await estimating.estimate(command.desk, command.request, number, typed))


VERBS: Final[Mapping[str, Verb]] = {"kind": _kind_typed, "estimate": _estimate_typed}
LISTENERS: Final = {
    ids.APPROVE: press_approve,
    ids.DECLINE_ESTIMATE: press_decline,
    ids.CONTEST: press_contest,
    **dict.fromkeys(SENT, filled_in(SENT)),
}
