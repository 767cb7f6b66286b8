"""Listeners and commands that are loaded when somebody first uses them: most starts have no use for them.

What is imported is most of a start's time and of the memory at rest. A module that comes so late names its
listeners, by what they listen to, in `LISTENERS`, and what its words of commands do in `VERBS`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib import import_module
from inspect import signature
from typing import Final

from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.views import ids
from bot.views.rendered import Rendered
from handlers.command import Command, Verb


@dataclass(frozen=True, slots=True)
class Late:
    """What a module listens to."""

    commands: Collection[str] = ()
    actions: Collection[str] = ()
    views: Collection[str] = ()
    ticket: Collection[str] = ()
    """Words of `/ticket`."""
    support: Collection[str] = ()
    """Words of `/support`."""
    hours: Collection[str] = ()
    """Words of `/hours`."""


LATE: Final[Mapping[str, Late]] = {
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
    "handlers.pausing": Late(support=("pause", "resume")),
    "handlers.ending": Late(support=("end",)),
    "handlers.hours": Late(commands=("/hours",)),
    "handlers.merging": Late(ticket=("merge",), actions=(ids.ASK_MERGE,), views=(ids.MERGE_MODAL,)),
    "handlers.oncall": Late(commands=("/oncall",)),
    "handlers.rating": Late(
        actions=(
            *(ids.RATE_VERY_BAD, ids.RATE_BAD, ids.RATE_FAIR, ids.RATE_GOOD, ids.RATE_VERY_GOOD),
            ids.ASK_COMMENT,
        ),
        views=(ids.COMMENT_MODAL,),
    ),
    "handlers.resolving": Late(
        commands=("/resolve",), ticket=("resolve",), actions=(ids.ASK_RESOLVE,), views=(ids.RESOLVE_MODAL,)
    ),
    "handlers.searching": Late(ticket=("find",), actions=(ids.PREVIOUS_FOUND, ids.NEXT_FOUND)),
    "handlers.statements": Late(hours=("statement",), actions=(ids.MARK_BILLED,)),
    "handlers.timekeeping": Late(
        ticket=("log", "time", "start", "stop"),
        actions=(ids.ASK_LOG, ids.ASK_STOP, ids.ASK_CHANGE_TIME, ids.ASK_REMOVE_TIME),
        views=(ids.LOG_MODAL, ids.CHANGE_TIME_MODAL, ids.REMOVE_TIME_MODAL),
    ),
}


def late_verbs(command: str) -> dict[str, Verb]:
    """Return what words of a command, `ticket`, `support` or `hours`, do whose modules come late."""
    words = ((module, word) for module, late in LATE.items() for word in getattr(late, command))
    return {word: _late_verb(module, word) for module, word in words}


def _late_verb(module: str, word: str) -> Verb:
    async def run(command: Command) -> Rendered | None:
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


def register(app: AsyncApp) -> None:
    """Listen to all that modules listen to which come late."""
    for module, late in LATE.items():
        for command in late.commands:
            app.command(command)(_LateListener(module, command).listen)
        for action_id in late.actions:
            app.action(action_id)(_LateListener(module, action_id).listen)
        for callback_id in late.views:
            app.view(callback_id)(_LateListener(module, callback_id).listen)
