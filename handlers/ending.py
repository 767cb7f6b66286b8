"""`/support end`: when a client's contract ends, and that it goes on after all."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from bot.cost_errors import BadEndError
from bot.domain.access import Action, check
from bot.services import ending
from bot.services.finding import client_here, named_client
from bot.views.rendered import Rendered
from handlers.command import Command, Verb

_SAID: Final = re.compile(r"(?:^|\s)(?:on\s+(\S+)|off)\s*$", re.IGNORECASE)
"""A day, or that it is taken back."""


async def end(command: Command) -> Rendered:
    """Let the contract end of the client that is named, or whose channel this is; or say when it does."""
    text = command.typed.text
    said = _SAID.search(text)
    name = text[: said.start()] if said else text
    if said:
        check(command.request.person, Action.END_CONTRACT, None)
    client = await _client(command, " ".join(name.split()))
    if said and said[1]:
        return await ending.end(command.desk, command.request, client, _day(said[1]))
    answer = ending.call_off if said else ending.standing
    return await answer(command.desk, command.request, client)


async def _client(command: Command, name: str) -> str:
    here = None if name else await client_here(command.desk, command.request)
    return (here or await named_client(command.desk, command.request, name)).id


def _day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise BadEndError(word, "day") from None


VERBS: Final[Mapping[str, Verb]] = {"end": end}
