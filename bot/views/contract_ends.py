"""What people read of a contract that ends: whoever said so, the account manager, and the client."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from babel.dates import format_skeleton

from bot.domain.contract_ends import is_over
from bot.domain.desks import Client
from bot.views.markup import Safe
from bot.views.rendered import Rendered, lines, message, sections
from bot.views.text import STAFF, known_language, say
from bot.views.times import minutes_length

_MOST_NUMBERS: Final = 20


class EndNews(StrEnum):
    """What became of a client's contract."""

    AGREED = "agreed"
    """It ends on a day."""
    CALLED_OFF = "called_off"
    """It goes on after all."""
    OVER = "over"
    """It has ended."""
    OVER_LATE = "over_late"
    """It has, and that is told late."""


@dataclass(frozen=True, slots=True)
class EndedContract:
    """A client with the end of their contract, for whom it is told."""

    client: Client
    before: date | None = None
    """When it was to end until now."""

    def answer(self, news: EndNews, *, tells_client: bool) -> Rendered:
        """Return what whoever said so reads."""
        said = [self._staff(f"staff.contract.{news}"), *self._in_file()]
        said.append(say(STAFF, f"staff.contract.client_{'told' if tells_client else 'untold'}"))
        return _message(lines(said))

    def standing(self, now: datetime) -> Rendered:
        """Return whether and when it ends."""
        if self.client.contract_to is None:
            return _message(self._staff("staff.contract.goes_on"))
        return _message(self._staff(f"staff.contract.{'ended' if is_over(self.client, now) else 'to_come'}"))

    def to_manager(self, news: EndNews, by: str) -> Safe:
        """Return what the account manager reads; *by*: the name of who did it."""
        return lines([self._staff(f"staff.contract.manager.{news}", by=by), *self._in_file()])

    def to_client(self, news: EndNews) -> Safe:
        """Return what the client reads in their channel."""
        return self._said(self.client.language, f"client.contract.{news}")

    def soon(self, tickets: Sequence[int], left_minutes: int) -> Safe:
        """Return what the account manager reads some time ahead."""
        left = minutes_length(left_minutes, STAFF)
        expires = self._staff("staff.contract.expires", time=left) if left_minutes else ""
        return lines([self._staff("staff.contract.soon"), expires, _open(tickets)])

    def over(self, tickets: Sequence[int], *, late: bool) -> Safe:
        """Return what the account manager reads once it has ended."""
        apology = say(STAFF, "staff.contract.late") if late else ""
        return lines([self._staff("staff.contract.over"), _open(tickets), apology])

    def _in_file(self) -> list[Safe]:
        """Return a hint where the clients file may say otherwise: it counts at the next start."""
        return [self._staff("staff.contract.in_file")] if self.before else []

    def _staff(self, key: str, **facts: object) -> Safe:
        return self._said(STAFF, key, client=self.client.name, id=self.client.id, **facts)

    def _said(self, language: str, key: str, **facts: object) -> Safe:
        last = self.client.contract_to or self.before
        return say(language, key, day=long_day(last, language), zone=self.client.time_zone, **facts)


def long_day(day: date | None, language: str) -> str:
    """Return a day with its year: "Thu, Dec 31, 2026"; empty where there is none."""
    return format_skeleton("yMMMEd", day, locale=known_language(language)) if day else ""


def _open(tickets: Sequence[int]) -> Safe:
    """Return which tickets are open, where any are."""
    if not tickets:
        return say(STAFF, "staff.contract.none_open")
    numbers = [f"#{each}" for each in tickets[:_MOST_NUMBERS]]
    more = [] if len(tickets) <= _MOST_NUMBERS else ["\N{HORIZONTAL ELLIPSIS}"]
    return say(STAFF, "staff.contract.open", n=len(tickets), numbers=", ".join([*numbers, *more]))


def _message(said: Safe) -> Rendered:
    return message(said, *sections(said))
