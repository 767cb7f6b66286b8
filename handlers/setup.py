"""Setting a channel up: the offer's button, the form, and the message shortcut that opens a ticket."""

from collections.abc import Mapping
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.domain.tickets import Origin, Severity
from bot.services import opening, setup
from bot.services.setup import Setup
from bot.views import ids
from bot.views.answers import Done, command_done
from bot.views.submitted import text_in, texts_in
from handlers.answering import answer
from handlers.asked import desk_of, request_of


async def show_setup(
    ack: AsyncAck, action: Mapping[str, Any], body: Mapping[str, Any], context: AsyncBoltContext
) -> None:
    """Open the form for the channel that the button names."""
    view = await setup.setup_form(desk_of(context), request_of(context), ids.value_of(action))
    await desk_of(context).slack.open_view(str(body["trigger_id"]), view)
    await ack()


async def send_setup(ack: AsyncAck, view: Mapping[str, Any], context: AsyncBoltContext) -> None:
    """Set the channel up as the form says."""
    await setup.set_up(desk_of(context), request_of(context), _filled_in(view))
    await ack()


def _filled_in(view: Mapping[str, Any]) -> Setup:
    minutes = text_in(view, ids.JOIN_MINUTES)
    return Setup(
        channel=str(ids.unpack(view).get("channel") or ""),
        name=text_in(view, ids.CLIENT),
        plan=text_in(view, ids.PLAN),
        addons=texts_in(view, ids.ADDONS),
        time_zone=text_in(view, ids.TIME_ZONE).strip(),
        language=text_in(view, ids.LANGUAGE),
        triage=text_in(view, ids.TRIAGE),
        account_manager=text_in(view, ids.ACCOUNT_MANAGER) or None,
        approvers=texts_in(view, ids.APPROVERS),
        intake=text_in(view, ids.INTAKE),
        join_minutes=int(minutes) if minutes.isdecimal() else -1,
    )


async def press_triage(ack: AsyncAck, action: Mapping[str, Any], context: AsyncBoltContext) -> None:
    """Make the channel that the button names one of our own."""
    await setup.make_triage(desk_of(context), request_of(context), ids.value_of(action))
    await ack()


async def shortcut(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
    """Open a ticket from the message that a member of staff chose, and tell them which it is."""
    desk, asked, ts = desk_of(context), request_of(context), str(body["message"]["ts"])
    found = await opening.open_from_message(desk, asked, asked.channel, ts, Origin.SHORTCUT)
    await ack()
    if found is None:
        said = command_done(Done.NO_TICKET)
    else:
        said = command_done(Done.OPENED if found.is_new else Done.ALREADY_TICKET, number=found.number)
    await answer(desk, asked, context["row"], said.text)


async def send_new_ticket(ack: AsyncAck, view: Mapping[str, Any], context: AsyncBoltContext) -> None:
    """Open the ticket that staff described for a client."""
    severity = text_in(view, ids.SEVERITY)
    wanted = opening.Wanted(
        text_in(view, ids.CHANNEL), text_in(view, ids.TEXT), Severity(severity) if severity else None
    )
    await opening.new_ticket(desk_of(context), request_of(context), wanted)
    await ack()


LISTENERS: Final = {
    ids.ASK_SETUP: show_setup,
    ids.MAKE_TRIAGE: press_triage,
    ids.SETUP_MODAL: send_setup,
    ids.NEW_TICKET_MODAL: send_new_ticket,
    ids.TICKET_FROM_MESSAGE: shortcut,
}
