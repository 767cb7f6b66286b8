"""The agenda of a talk as a notice: which one it is, for whoever renders it when it is sent or shared."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.digests import Reader, Wanted
from bot.domain.notices import Act, Notice, Words
from bot.domain.report_periods import PeriodUnit, ReportPeriod
from bot.domain.terms import Cadence
from bot.domain.tickets import Fact


@dataclass(frozen=True, slots=True)
class Called:
    """A talk with a client, and what its agenda looks back on."""

    wanted: Wanted
    cadence: Cadence
    at: datetime
    minutes: int
    title: str
    """What the plan calls it."""
    due_at: datetime
    """When its agenda was to come."""
    place: str = ""
    """Whom it was told to."""
    shared: str = ""
    """The channel of the client's that it was shared in; empty: it was not."""

    @property
    def facts(self) -> Mapping[str, Fact]:
        """What a notice of it, or a button below it, carries."""
        period = self.wanted.period
        return {
            "reader": self.wanted.reader,
            "client": self.wanted.client,
            "unit": period.unit,
            "first": period.first.isoformat(),
            "last": period.last.isoformat(),
            "zone": period.time_zone,
            "cadence": self.cadence,
            "at": self.at.isoformat(),
            "minutes": self.minutes,
            "title": self.title,
            "due": self.due_at.isoformat(),
            "place": self.place,
            "shared": self.shared,
        }

    @property
    def value(self) -> str:
        """The same as a button carries it."""
        return json.dumps(dict(self.facts), separators=(",", ":"))

    @property
    def key(self) -> str:
        """Our name of its agenda, for the one whom it is told to: one for each moment of the talk."""
        return f"agenda:{self.wanted.client}:{self.cadence}:{self.at.isoformat()}"

    def for_client(self) -> "Called":
        """Return it as the client's people read it."""
        wanted = replace(self.wanted, reader=Reader.CLIENT)
        return replace(self, wanted=wanted, place="", shared="")


def called(facts: Mapping[str, object]) -> Called:
    """Return the talk that a notice or a button names."""
    said = {name: str(fact) for name, fact in facts.items()}
    first, last = date.fromisoformat(said["first"]), date.fromisoformat(said["last"])
    period = ReportPeriod(PeriodUnit(said["unit"]), first, last, said["zone"])
    return Called(
        Wanted(Reader(said["reader"]), period, said["client"]),
        Cadence(said["cadence"]),
        datetime.fromisoformat(said["at"]),
        int(said["minutes"]),
        said["title"],
        datetime.fromisoformat(said["due"]),
        said["place"],
        said["shared"],
    )


def agenda_notice(talk: Called, place: str) -> Notice:
    """Return the notice that brings an agenda to whoever answers for the client."""
    told = replace(talk, place=place)
    return Notice(f"{talk.key}:{place}", Act.POST, Words.AGENDA, place, facts=told.facts)


def shared_notice(talk: Called, channel: str) -> Notice:
    """Return the notice that brings the client's edition: once for each talk, whoever shares it."""
    return Notice(f"{talk.key}:client", Act.POST, Words.AGENDA, channel, facts=talk.for_client().facts)


def told_again(talk: Called, channel: str) -> Notice:
    """Return the notice that shows below an agenda that it was shared in a channel."""
    told = replace(talk, shared=channel)
    return Notice(f"{talk.key}:{talk.place}", Act.EDIT, Words.AGENDA, talk.place, facts=told.facts)
