"""Plain reports, each in another client's channel, opened as tickets in one transaction.

What a burst of events costs is mostly not what they say but how often the database is asked. So several
reports are looked up with one statement for each table, and saved with one. Only what can be nothing but a
new ticket is taken here. All the rest, and everything where this fails, is heard one by one by
`bot.services.intake`, which would do the same with what is taken here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk import Desk, Request
from bot.domain import moves
from bot.domain.access import Action, check
from bot.domain.desks import Channel, Client, Intake, Message, Profile, Purpose
from bot.domain.step import Step
from bot.domain.tickets import Origin, Ticket
from bot.services.heard import Heard, opening_of, part_of
from bot.services.people import speaking_for
from storage import Store


@dataclass(frozen=True, slots=True)
class Said:
    """Words that somebody said outside threads, without calling us, and their key in the inbox."""

    key: str
    message: Message


async def open_together(desk: Desk, said: Sequence[Said]) -> dict[str, Ticket]:
    """Open tickets from plain reports, one of each channel, and return them by the reports' keys."""
    async with desk.transaction() as store:
        plain = [each for each in await _heard(desk, store, said) if _is_plain(each)]
        alone = await store.messages.standing_alone([(each.message, _joins_from(each)) for each in plain])
        reports = [each for each in plain if each.channel.id in alone]
        return await _opened(desk, store, reports) if reports else {}


@dataclass(frozen=True, slots=True)
class _Known:
    """What we know of the channels and people of some messages, each by its id."""

    channels: Mapping[str, Channel]
    clients: Mapping[str, Client]
    people: Mapping[str, Profile]

    def place(self, message: Message) -> tuple[Channel, Client, Profile] | None:
        """Return where a message was said, whose channel that is, and by whom; None where any is unknown."""
        channel, profile = self.channels.get(message.channel), self.people.get(message.author)
        client = self.clients.get(channel.client) if channel and channel.client else None
        return (channel, client, profile) if channel and client and profile else None


async def _heard(desk: Desk, store: Store, said: Sequence[Said]) -> list[Heard]:
    """Return what clients' people said whom Slack need not be asked about, each in its channel, locked.

    What somebody else works on just now is left out: nothing here waits for anybody.
    """
    free = await store.inbox.lock_free([each.key for each in said])
    said = [each for each in said if each.key in free]
    channels = await store.channels.lock_free([each.message.channel for each in said])
    clients = await store.clients.get_all({each.client for each in channels.values() if each.client})
    people = await store.people.get_all({each.message.author for each in said})
    return list(_by_clients(desk, store, said, _Known(channels, clients, people)))


def _by_clients(desk: Desk, store: Store, said: Sequence[Said], known: _Known) -> Iterator[Heard]:
    for each in said:
        if place := known.place(each.message):
            channel, client, profile = place
            person = speaking_for(desk, profile, client.id, client.language)
            if person is not None:
                request = Request(each.key, person, each.message.at, channel.id)
                yield Heard(desk, store, request, channel, client, each.message)


def _is_plain(heard: Heard) -> bool:
    """Whether a message opens a ticket, if nothing was said before or below it."""
    channel = heard.channel
    opens = channel.purpose is Purpose.CLIENT and channel.intake is Intake.AUTO
    return opens and not heard.calls_us and not heard.is_courtesy


def _joins_from(heard: Heard) -> datetime:
    """Return from when on something that the same person said would make a message a part of it."""
    return heard.message.at - timedelta(minutes=heard.channel.join_minutes)


async def _opened(desk: Desk, store: Store, reports: Sequence[Heard]) -> dict[str, Ticket]:
    await store.inbox.finish_all([each.request.key for each in reports], desk.clock.now())
    first = await store.tickets.next_number(len(reports))
    steps = [_opening(each, number) for number, each in enumerate(reports, first)]
    opened = {each.request.key: step.ticket for each, step in zip(reports, steps, strict=True)}
    await store.messages.put_all([part_of(opened[each.request.key].number, each.message) for each in reports])
    await store.save(*steps)
    return opened


def _opening(heard: Heard, number: int) -> Step:
    request = heard.request
    check(request.person, Action.OPEN_TICKET, heard.client.id)
    return moves.open_ticket(opening_of(heard, number, Origin.MESSAGE), by=request.person, at=request.at)
