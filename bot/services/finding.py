"""What a person means who left something out, or wrote a name instead of an id."""

import difflib
from collections.abc import Mapping

from bot.desk import Desk, Request
from bot.domain.access import Action, check
from bot.domain.desks import Client
from bot.errors import NoTicketNamedError, UnknownWordError

_ID_LENGTH = 9
_ALMOST = 0.8


def admit(request: Request) -> None:
    """Refuse a command by somebody who may type none: even what it cannot find would tell something."""
    check(request.person, Action.USE_COMMANDS, None)


async def one_open(desk: Desk, request: Request, command: str) -> int:
    """Return the one open ticket of the channel that a command was typed in, or raise NoTicketNamedError."""
    check(request.person, Action.LIST_TICKETS, request.person.client)
    async with desk.database.reading() as store:
        found = [ticket.number for ticket in await store.tickets.open_of_channel(request.channel)]
    if len(found) != 1:
        raise NoTicketNamedError(command, tuple(found))
    return found[0]


async def person_id(desk: Desk, word: str) -> str | None:
    """Return the id of whom *word* names: an id, or a handle or display name in our own workspace."""
    bare = word.strip().removeprefix("@")
    async with desk.database.reading() as store:
        if await store.people.get(bare):
            return bare
        known = [each.id for each in await store.people.by_name(bare) if each.team == desk.installation.team]
    if len(known) == 1:
        return known[0]
    if bare.isupper() and len(bare) >= _ID_LENGTH:
        return bare
    return (await desk.slack.directory()).get(bare.lower())


async def client_here(desk: Desk, request: Request) -> Client | None:
    """Return the client whose channel a command was typed in, if it is one's."""
    check(request.person, Action.SEE_CLIENTS, None)
    async with desk.database.reading() as store:
        channel = await store.channels.get(request.channel)
        return await store.clients.get(channel.client) if channel and channel.client else None


async def named_client(desk: Desk, request: Request, word: str, *others: str) -> Client:
    """Return the client that *word* names, by id or name, or raise UnknownWordError with the nearest.

    *others* are words that would have done as well.
    """
    by_name = await _by_name(desk, request)
    found = by_name.get(word.strip().lower())
    if found is None:
        _refuse_rest(word, by_name)
        nearest = difflib.get_close_matches(word.strip().lower(), (*by_name, *others), n=1)
        near = [each for each in nearest if each != word.strip().lower()]  # that would be said twice
        meant = [by_name[each].id if each in by_name else each for each in near]
        ids = sorted({each.id for each in by_name.values()})
        raise UnknownWordError("client", word, meant[0] if meant else "", tuple(ids), others)
    return found


async def client_called(desk: Desk, request: Request, text: str) -> Client | None:
    """Return the client whose id or whole name is *text*, whatever words that name is made of."""
    return (await _by_name(desk, request)).get(" ".join(text.split()).lower())


async def _by_name(desk: Desk, request: Request) -> dict[str, Client]:
    check(request.person, Action.SEE_CLIENTS, None)
    async with desk.database.reading() as store:
        clients = await store.clients.all()
    return {name.lower(): each for each in clients for name in (each.id, each.name)}


def _refuse_rest(text: str, by_name: Mapping[str, Client]) -> None:
    """Raise UnknownWordError for what follows a client's name, unless all of it is almost one."""
    words = text.split()
    if difflib.get_close_matches(text.strip().lower(), by_name, n=1, cutoff=_ALMOST):
        return
    for count in range(len(words) - 1, 0, -1):
        if known := by_name.get(" ".join(words[:count]).lower()):
            raise UnknownWordError("rest", " ".join(words[count:]), known.id)
