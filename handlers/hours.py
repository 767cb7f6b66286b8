"""The slash command `/hours`: what clients have of hours, and what changes it."""

from collections.abc import Mapping
from typing import Any, Final

from slack_bolt.async_app import AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.domain.adjustment_text import read_adjustment
from bot.domain.desks import Client
from bot.errors import MissingTextError
from bot.services import allowance
from bot.services.finding import client_here, named_client
from bot.views.hours import hours_help
from bot.views.rendered import Rendered
from handlers.command import Command, Verb, run_as
from handlers.later import late_verbs

_COMMAND: Final = "/hours"


async def _all(command: Command) -> Rendered | None:
    return await allowance.of_all(command.desk, command.request)


async def _adjust(command: Command) -> Rendered | None:
    if not command.typed.text:
        raise MissingTextError("adjust")
    typed = read_adjustment(command.typed.text)
    client = await _client(command, typed.client)
    return await allowance.adjust(command.desk, command.request, client, typed.minutes, typed.reason)


async def _help(_: Command) -> Rendered | None:
    return hours_help()


async def _client(command: Command, name: str) -> Client:
    """Return the client that was named or, where none was, the one whose channel this is."""
    here = None if name else await client_here(command.desk, command.request)
    return here or await named_client(command.desk, command.request, name)


async def _show(command: Command) -> Rendered | None:
    """Show the hours of the client that is named or whose channel this is; where there is none, of all."""
    desk, request, name = command.desk, command.request, command.typed.text
    client = None if name else await client_here(desk, request)
    if not name and client is None:
        return await _all(command)
    client = client or await named_client(desk, request, name, *VERBS)
    return await allowance.of_client(desk, request, client)


VERBS: Final[Mapping[str, Verb]] = {
    "show": _show,
    "all": _all,
    "adjust": _adjust,
    **late_verbs("hours"),
    "help": _help,
}


async def _hours(command: Command) -> Rendered | None:
    """Do what the first word says; a client's name alone shows that client's hours."""
    word, rest = command.typed.word()
    return await (VERBS[word](command.then(rest, word)) if word in VERBS else _show(command))


async def run(command: Mapping[str, Any], context: AsyncBoltContext) -> BoltResponse:
    """Run `/hours`."""
    return await run_as(_hours, command, context)


LISTENERS: Final = {_COMMAND: run}
