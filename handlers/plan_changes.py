"""`/support plan`: under which plan a client is, and another one for it."""

import re
from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from bot.domain.plans import Offer
from bot.domain.toml_text import nearest
from bot.errors import MissingTextError, UnknownWordError
from bot.services import plan_changes
from bot.services.finding import client_called, client_here, named_client
from bot.views.rendered import Rendered
from handlers.command import Command, Verb

_TO: Final = re.compile(r"(?:^|\s)to\s+(?!.*\sto\s)", re.IGNORECASE)
_WITH: Final = re.compile(r"\s(?:with|\+)\s+(.+)$", re.IGNORECASE)
_WITHOUT: Final = re.compile(r"\swithout(?:\s+(?:any\s+)?add-?ons)?\s*$", re.IGNORECASE)
_JOINING: Final = frozenset({"and", "with", "+"})


class Typed(NamedTuple):
    """What somebody typed after `/support plan`."""

    client: str
    """A name or an id; empty: the client whose channel it was typed in."""
    plan: str = ""
    """An id; empty: none was named."""
    addons: Collection[str] | None = None
    """None: those that the client has."""


async def plan(command: Command) -> Rendered:
    """Move the client that is named, or whose channel this is, to a plan; without one, say what it has.

    Where add-ons alone are named, it keeps its plan and takes those.
    """
    desk, request = command.desk, command.request
    if asked_of := await client_called(desk, request, command.typed.text):
        return await plan_changes.plan_of(desk, request, asked_of)
    typed = read_plan_change(command.typed.text, desk.promises.plans)
    here = None if typed.client else await client_here(desk, request)
    client = here or await named_client(desk, request, typed.client)
    if not typed.plan and typed.addons is None:
        return await plan_changes.plan_of(desk, request, client)
    wanted = typed.plan or client.plan
    return await plan_changes.change_plan(desk, request, client, wanted, typed.addons)


def read_plan_change(text: str, plans: Mapping[str, Offer]) -> Typed:
    """Return what `acme to matai-growth with after-hours` says; a plan may be written by its id or its name.

    Nothing is changed by a word forgotten: MissingTextError where a plan stands there without `to`, and
    UnknownWordError where what stands in its place is almost one.
    """
    known = {name.casefold(): each for each, plan in plans.items() for name in (each, plan.name)}
    if found := _TO.search(text):  # before "with" is looked for, which a client's name may have as well
        rest, addons = _addons(text[found.end() :])
        name = " ".join(rest.split())
        return Typed(text[: found.start()].strip(), known.get(name.casefold(), name), addons)
    rest, addons = _addons(text.strip())
    words = rest.split()
    for start in range(len(words)):
        if " ".join(words[start:]).casefold() in known:
            raise MissingTextError("plan_change")
    if len(words) > 1 and (near := nearest(words[-1].casefold(), plans)):
        raise UnknownWordError("plan", words[-1], near, tuple(sorted(plans)))
    return Typed(rest, addons=addons)


def _addons(text: str) -> tuple[str, Collection[str] | None]:
    """Return what stands before the add-ons, and them."""
    if found := _WITHOUT.search(text):
        return text[: found.start()], ()
    if found := _WITH.search(text):
        words = found[1].casefold().replace(",", " ").split()
        return text[: found.start()], tuple(each for each in words if each not in _JOINING)
    return text, None


VERBS: Final[Mapping[str, Verb]] = {"plan": plan}
