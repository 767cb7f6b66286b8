"""Listeners and commands that are loaded when somebody first uses them: no start has a use for most of them.

What is imported is most of a start's time and of the memory at rest. A module that comes so late names its
listeners, by what they listen to, in `LISTENERS`, and what its words of commands do in `VERBS`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from inspect import signature
from typing import TYPE_CHECKING, Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_bolt.kwargs_injection.async_args import AsyncArgs
from slack_bolt.response import BoltResponse

from bot.desk import Desk, Request
from bot.domain.desks import InboxRow
from bot.views import ids
from handlers.asked import Listener

if TYPE_CHECKING:
    from bot.domain.tickets import Ticket
    from bot.views.rendered import Rendered
    from handlers.command import Command, Verb


@dataclass(frozen=True, slots=True)
class Late:
    """What a module listens to."""

    commands: Collection[str] = ()
    actions: Collection[str] = ()
    views: Collection[str] = ()
    shortcuts: Collection[str] = ()
    events: Collection[str] = ()
    ticket: Collection[str] = ()
    """Words of `/ticket`."""
    support: Collection[str] = ()
    """Words of `/support`."""
    hours: Collection[str] = ()
    """Words of `/hours`."""


LATE: Final[Mapping[str, Late]] = {
    "handlers.channels": Late(
        events=(
            *("member_joined_channel", "member_left_channel", "channel_left", "group_left"),
            *("channel_archive", "channel_unarchive", "group_archive", "group_unarchive"),
            *("channel_shared", "channel_unshared", "channel_rename", "group_rename", "channel_id_changed"),
            *("tokens_revoked", "app_uninstalled"),
        )
    ),
    "handlers.commands": Late(commands=("/ticket", "/claim", "/support")),
    "handlers.costs": Late(
        ticket=("kind", "estimate"),
        actions=(ids.APPROVE, ids.DECLINE_ESTIMATE, ids.CONTEST),
        views=(ids.ESTIMATE_MODAL, ids.DECLINE_MODAL, ids.CONTEST_MODAL),
    ),
    "handlers.plan_changes": Late(support=("plan",)),
    "handlers.digests": Late(
        commands=("/digest",),
        actions=(ids.OPEN_FIGURE, ids.OPEN_LIST, ids.PAGE_BACK, ids.PAGE_ON, ids.ASK_MEASURES),
    ),
    "handlers.check_ins": Late(support=("call",), actions=(ids.SHARE_AGENDA,)),
    "handlers.wishes": Late(ticket=("wishes",), actions=(ids.VOTE,)),
    "handlers.pausing": Late(support=("pause", "resume")),
    "handlers.ending": Late(support=("end",)),
    "handlers.home": Late(events=("app_home_opened",)),
    "handlers.home_turning": Late(
        actions=(ids.HOME_CLIENT, ids.HOME_SEVERITY, ids.HOME_PART, ids.HOME_BACK, ids.HOME_ON)
    ),
    "handlers.hours": Late(commands=("/hours",)),
    "handlers.messages": Late(events=("message", "app_mention", "reaction_added")),
    "handlers.modals": Late(
        actions=(
            *(ids.ADD_DETAILS, ids.ASK_REPLY, ids.ASK_UPDATE, ids.ASK_NOTE, ids.ASK_ASSIGN, ids.ASK_SEVERITY),
            *(ids.ASK_KIND, ids.ASK_ESTIMATE, ids.ASK_SPLIT, ids.ASK_MORE, ids.ASK_WHY),
        ),
        views=(
            *(ids.DETAILS_MODAL, ids.REPLY_MODAL, ids.NOTE_MODAL, ids.ASSIGN_MODAL, ids.SEVERITY_MODAL),
            *(ids.KIND_MODAL, ids.SPLIT_MODAL),
        ),
    ),
    "handlers.merging": Late(ticket=("merge",), actions=(ids.ASK_MERGE,), views=(ids.MERGE_MODAL,)),
    "handlers.oncall": Late(commands=("/oncall",)),
    "handlers.rating": Late(
        actions=(
            *(ids.RATE_VERY_BAD, ids.RATE_BAD, ids.RATE_FAIR, ids.RATE_GOOD, ids.RATE_VERY_GOOD),
            ids.ASK_COMMENT,
        ),
        views=(ids.COMMENT_MODAL,),
    ),
    "handlers.retention": Late(support=("retention",), actions=(ids.SET_RETENTION,)),
    "handlers.resolving": Late(
        commands=("/resolve",), ticket=("resolve",), actions=(ids.ASK_RESOLVE,), views=(ids.RESOLVE_MODAL,)
    ),
    "handlers.searching": Late(ticket=("find",), actions=(ids.PREVIOUS_FOUND, ids.NEXT_FOUND)),
    "handlers.setup": Late(
        actions=(ids.ASK_SETUP, ids.MAKE_TRIAGE),
        views=(ids.SETUP_MODAL, ids.NEW_TICKET_MODAL),
        shortcuts=(ids.TICKET_FROM_MESSAGE,),
    ),
    "handlers.statements": Late(hours=("statement",), actions=(ids.MARK_BILLED,)),
    "handlers.tickets": Late(
        actions=(
            *(ids.NOT_AN_ISSUE, ids.OPEN_AFTER_ALL, ids.IT_WORKS, ids.STILL_BROKEN, ids.CLAIM, ids.RESUME),
            *(ids.WAIT_FOR_CLIENT, ids.WAIT_FOR_THIRD_PARTY, ids.REOPEN, ids.DISMISS, ids.RESTORE),
            *(ids.KEEP_SEVERITY, ids.URGE, ids.DECLINE_PAGE, ids.CHOOSE_SEVERITY, ids.ACCEPT_SUGGESTION),
            *(ids.GRANT_SEVERITY, ids.OPEN_TICKET, ids.OPEN_NO_TICKET, ids.FOLLOW_LINK),
        )
    ),
    "handlers.timekeeping": Late(
        ticket=("log", "time", "start", "stop"),
        actions=(ids.ASK_LOG, ids.ASK_STOP, ids.ASK_CHANGE_TIME, ids.ASK_REMOVE_TIME),
        views=(ids.LOG_MODAL, ids.CHANGE_TIME_MODAL, ids.REMOVE_TIME_MODAL),
    ),
}


def late_events() -> dict[str, Listener]:
    """Return who listens to events whose modules come late."""
    heard = ((module, event) for module, late in LATE.items() for event in late.events)
    return {event: _late_event(module, event) for module, event in heard}


def _late_event(module: str, heard: str) -> Listener:
    async def listen(desk: Desk, request: Request, event: Mapping[str, Any]) -> None:
        listener: Listener = import_module(module).EVENTS[heard]
        await listener(desk, request, event)

    return listen


async def said_together(desk: Desk, rows: Sequence[InboxRow]) -> "Mapping[str, Ticket]":
    """Open tickets from events at once, as `handlers.messages` does, which comes with the first of them."""
    opened: Mapping[str, Ticket] = await import_module("handlers.messages").said_together(desk, rows)
    return opened


def late_verbs(command: str) -> "dict[str, Verb]":
    """Return what words of a command, `ticket`, `support` or `hours`, do whose modules come late."""
    words = ((module, word) for module, late in LATE.items() for word in getattr(late, command))
    return {word: _late_verb(module, word) for module, word in words}


def _late_verb(module: str, word: str) -> "Verb":
    async def run(command: "Command") -> "Rendered | None":
        verb: Verb = import_module(module).VERBS[word]
        return await verb(command)

    return run


class _LateListener:
    """Listens for a listener that is not loaded yet, and hands it the arguments that it names."""

    def __init__(self, module: str, heard: str) -> None:
        self._module = module
        self._heard = heard

    async def listen(self, args: AsyncArgs) -> object:
        """Load the listener, where that is still to be done, and let it do its work."""
        listener = import_module(self._module).LISTENERS[self._heard]
        return await listener(**{name: getattr(args, name) for name in signature(listener).parameters})


async def _refused(
    error: Exception, body: Mapping[str, Any], context: AsyncBoltContext, ack: AsyncAck
) -> BoltResponse:
    """Word every refusal in one place, which comes with the first of them."""
    answer: BoltResponse = await import_module("handlers.errors").on_error(error, body, context, ack)
    return answer


def register(app: AsyncApp) -> None:
    """Listen to all that modules listen to which come late."""
    for module, late in LATE.items():
        for command in late.commands:
            app.command(command)(_LateListener(module, command).listen)
        for action_id in late.actions:
            app.action(action_id)(_LateListener(module, action_id).listen)
        for callback_id in late.views:
            app.view(callback_id)(_LateListener(module, callback_id).listen)
        for callback_id in late.shortcuts:
            app.shortcut(callback_id)(_LateListener(module, callback_id).listen)
    app.error(_refused)
