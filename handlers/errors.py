"""What a person reads when what they asked for cannot be done; all else is logged as ours."""

from collections.abc import Mapping
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.cost_errors import BadWorkError, BeforeLedgerError, StopwatchError, TimeOfDayNeededError
from bot.desk import Desk, Request
from bot.domain.desks import InboxRow
from bot.errors import (
    AlreadyHandledError,
    BadFormError,
    BadLengthError,
    SupportError,
    UnknownPersonError,
)
from bot.logs import get_log, learnt
from bot.services.people import names_of
from bot.slack import SlackAwayError
from bot.views import ids
from bot.views.errors import explain, explain_plainly, problems_of
from bot.views.rendered import Rendered
from bot.views.text import say
from handlers.answering import answer, answer_directly, command_answer, refresh_home
from handlers.envelope import COMMAND, SUBMISSION, user_of
from storage.errors import DATABASE_FAULTS, DatabaseConflictError

_OF_SPENT: Final = (
    *(BadLengthError, BadWorkError, BeforeLedgerError),
    *(StopwatchError, TimeOfDayNeededError, UnknownPersonError),
)
_OF_FIELD: Final = dict.fromkeys(_OF_SPENT, ids.SPENT)
"""The field that an error is about, where a form has it."""
_OK, _FAILED = 200, 500

_log = get_log(__name__)


async def on_error(
    error: Exception, body: Mapping[str, Any], context: AsyncBoltContext, ack: AsyncAck
) -> BoltResponse:
    """Word a refusal for the one who typed or pressed; what could not be written down comes again."""
    row, asked, desk = context.get("row"), context.get("request"), context.get("desk")
    if not isinstance(row, InboxRow) or not isinstance(asked, Request) or not isinstance(desk, Desk):
        if isinstance(row, InboxRow) and isinstance(desk, Desk) and isinstance(error, SlackAwayError):
            return await _not_now(desk, row, body, ack)
        _log.error("a request could not be written down, or its sender not be found", exc_info=error)
        return _failed(error, context)
    if isinstance(error, AlreadyHandledError):
        learnt(outcome="repeated")
        return BoltResponse(status=_OK, body="")
    if isinstance(error, DatabaseConflictError) and not context.get("is_last_try"):
        return _failed(error, context)
    text = await _words(desk, asked, error, plainly=row.kind == SUBMISSION)
    learnt(outcome="refused" if text else "failed")
    text = text or _sorry(error, asked, row)
    if row.kind == SUBMISSION:
        return await _refuse_form(desk, row, ack, _beside_fields(error, asked.person.language, body, text))
    # What was pressed in App Home shows how things stood; now they stand differently.
    refresh_home(desk, asked, body)
    return await answer(desk, asked, row, text)


async def tell_refusal(desk: Desk, asked: Request, row: InboxRow, error: Exception) -> None:
    """Word a refusal for the one who caused an event."""
    learnt(outcome="refused")
    await answer(desk, asked, row, await _words(desk, asked, error, plainly=False))


async def _refuse_form(desk: Desk, row: InboxRow, ack: AsyncAck, errors: Mapping[str, str]) -> BoltResponse:
    """Say in a form why it was not taken, and let the same be sent again.

    That is no second click: something else may have changed meanwhile.
    """
    async with desk.transaction() as store:
        await store.inbox.withdraw(row.key)
    return await ack(response_action="errors", errors=dict(errors))


async def _not_now(desk: Desk, row: InboxRow, body: Mapping[str, Any], ack: AsyncAck) -> BoltResponse:
    """Tell somebody that we could not ask Slack who they are, as far as they can be told without Slack."""
    _log.warning("Slack does not say who asks", kind=row.kind)
    sender = user_of(row.body)
    async with desk.database.reading() as store:
        known = await store.people.get(sender)
    language = known.language if known else "en"
    text = say(language, "client.errors.slack_away")
    if row.kind == SUBMISSION:
        return await _refuse_form(desk, row, ack, _beside_fields(None, language, body, text))
    if row.kind == COMMAND:
        return command_answer(Rendered(text, ()))
    await answer_directly(desk, row.key, sender, text)
    return BoltResponse(status=_OK, body="")


def _failed(error: Exception, context: AsyncBoltContext) -> BoltResponse:
    """Say no to Slack, which sends it again."""
    context["failure"] = error
    return BoltResponse(status=_FAILED, body="")


async def _words(desk: Desk, asked: Request, error: Exception, *, plainly: bool) -> str:
    """Return what to say about a refusal; nothing where the fault is ours."""
    if not isinstance(error, SupportError) or isinstance(error, DATABASE_FAULTS):
        return ""
    async with desk.database.reading() as store:
        names = await names_of(store, str(error.facts.get("assignee") or ""))
    return (explain_plainly if plainly else explain)(error, asked.person, names)


def _sorry(error: Exception, asked: Request, row: InboxRow) -> str:
    """Return what to say where nothing is wrong with what was asked: Slack is away, or the fault is ours."""
    if isinstance(error, SlackAwayError):
        _log.warning("Slack does not answer", kind=row.kind, error=str(error))
        return say(asked.person.language, "client.errors.slack_away")
    _log.error("failed", kind=row.kind, exc_info=error)
    return say(asked.person.language, "client.errors.ours", key=row.key)


def _beside_fields(
    error: Exception | None, language: str, body: Mapping[str, Any], text: str
) -> dict[str, str]:
    """Return what to say beside each field of a modal; what is about none of its fields goes by the first."""
    if isinstance(error, BadFormError):
        return dict(problems_of(error, language))
    blocks = body.get("view", {}).get("blocks", [])
    names = [str(block["block_id"]) for block in blocks if block.get("type") == "input"]
    field = _OF_FIELD.get(type(error)) if error else None
    return {field if field in names else next(iter(names), ""): text}
