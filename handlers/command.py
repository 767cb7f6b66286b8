"""A slash command as it was typed, and how each is run and answered."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from slack_bolt.async_app import AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.desk import Desk, Request
from bot.errors import UnknownWordError
from bot.services.finding import admit, one_open, person_id
from bot.views.rendered import Rendered, View
from handlers.answering import command_answer
from handlers.asked import desk_of, request_of
from handlers.command_text import Typed

_ME: Final = frozenset({"me", "myself"})


@dataclass(frozen=True, slots=True)
class Command:
    """One slash command: who typed what, where, and the trigger by which a modal may be opened."""

    desk: Desk
    request: Request
    name: str
    trigger_id: str
    typed: Typed

    def then(self, typed: Typed, verb: str = "") -> "Command":
        """Return the command with what is left to read."""
        return Command(self.desk, self.request, f"{self.name} {verb}".strip(), self.trigger_id, typed)

    async def ticket(self) -> tuple[int, Typed]:
        """Return the number that was typed, or the channel's one open ticket's, and what follows."""
        number, rest = self.typed.number()
        if number is None:
            number = await one_open(self.desk, self.request, self.name)
        return number, rest

    async def only_ticket(self) -> int:
        """Return the ticket's number where nothing else belongs into the command."""
        number, rest = self.typed.number()
        if rest.text:
            raise UnknownWordError("number" if number is None else "other", rest.text)
        return await one_open(self.desk, self.request, self.name) if number is None else number

    async def who(self, name: str) -> str | None:
        """Return the id of whom a name means, a mention or "me"; None where we know nobody called so."""
        if name.lower() in _ME:
            return self.request.person.id
        return await person_id(self.desk, name)

    async def show(self, view: View) -> Rendered | None:
        """Open a modal instead of answering."""
        await self.desk.slack.open_view(self.trigger_id, view)
        return None


Verb: TypeAlias = Callable[[Command], Awaitable[Rendered | None]]


async def run_as(verb: Verb, command: Mapping[str, Any], context: AsyncBoltContext) -> BoltResponse:
    """Run a slash command and answer it; a modal that it opened is its answer."""
    name, typed = str(command["command"]), Typed(str(command.get("text") or "").strip())
    asked = Command(desk_of(context), request_of(context), name, str(command.get("trigger_id") or ""), typed)
    admit(asked.request)
    said = await verb(asked)
    return command_answer(said) if said is not None else BoltResponse(status=200, body="")
