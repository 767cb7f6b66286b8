"""Who was asked how our help was, and what they answered, in the fixed world: as a slow count has it.

A digest's numbers and the lists behind them come from one reading, as things stood when it was made.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from bot.desk import Desk
from bot.domain import moves, rating_moves
from bot.domain.digests import ratings
from bot.domain.people import Person, Role
from bot.domain.rating import Rating, after, asked_by
from bot.domain.report_periods import ReportPeriod
from bot.domain.tickets import Ticket
from bot.services.rated import rated_in
from storage import Store
from tests.databases import ON_SQLITE
from tests.reports.compared import periods
from tests.reports.facts import COMPANIES, ENDS_AT
from tests.reports.played import SAM, at_desk, client_of, found_companies, opening_of
from tests.reports.stories import SEED, Story, stories

pytestmark = ON_SQLITE

_MINUTE: Final = timedelta(minutes=1)
_WEEK: Final = 7 * 1440
_WINDOW: Final = timedelta(days=7)
_LOOKS_AT: Final = (datetime(2026, 3, 10, tzinfo=UTC), ENDS_AT)


@dataclass(frozen=True, slots=True)
class _Question:
    """What somebody was asked of a ticket, and each face they chose since, by when."""

    story: Story
    asked_at: datetime
    chosen: tuple[tuple[datetime, int], ...]

    def face(self, now: datetime) -> tuple[datetime | None, int | None]:
        """The last face that was chosen by a moment, and when."""
        return max((each for each in self.chosen if each[0] <= now), default=(None, None))


async def test_who_was_asked_and_who_answered_are_as_many_as_the_numbers_say(database_url: str) -> None:
    questions, wrong, told = list(_questions()), list[str](), 0
    async with at_desk(database_url, ENDS_AT) as desk:
        await found_companies(desk)
        await _save(desk, questions)
        async with desk.database.reading() as store:
            for now in _LOOKS_AT:
                for client in (None, *(each.id for each in COMPANIES)):
                    own = [each for each in questions if client in {None, each.story.company.id}]
                    for period in periods(now, _zone(client)):
                        told += 1
                        wrong += await _differences(store, period, client, now, own)
    assert told > 500
    assert not wrong, "\n".join(wrong[:50])


def _zone(client: str | None) -> str:
    return next((each.zone for each in COMPANIES if each.id == client), COMPANIES[0].zone)


def _questions() -> Iterator[_Question]:
    """Yield a question for most tickets; half are answered, some twice, and some in the next month."""
    chance = Random(SEED)  # noqa: S311 - the same world each time
    for story in stories():
        if chance.random() < 0.7:
            asked_at = story.opened_at + _MINUTE * chance.randint(30, _WEEK)
            when = sorted(chance.sample(range(1, _WEEK), chance.choice((0, 0, 0, 1, 1, 2))))
            chosen = tuple((asked_at + _MINUTE * each, chance.randint(1, 5)) for each in when)
            yield _Question(story, asked_at, chosen)


async def _save(desk: Desk, questions: Sequence[_Question]) -> None:
    async with desk.transaction() as store:
        for each in questions:
            ticket = await _resolved(desk, store, each)
            step = rating_moves.ask(ticket, at=each.asked_at)
            question = asked_by(step.events[0], ticket.client)
            await store.save(step)
            await store.ratings.ask(question)
            by = Person(ticket.requester, Role.CLIENT, ticket.client)
            for at, score in each.chosen:
                step = rating_moves.rate(step.ticket, question, score, None, by=by, at=at)
                await store.save(step)
                await store.ratings.answer(after(question, step.events[0]))


async def _resolved(desk: Desk, store: Store, each: _Question) -> Ticket:
    opened = opening_of(each.story, desk.promises.of_client(client_of(each.story.company)))
    resolved = moves.resolve(
        opened.ticket, "Done.", by=SAM, at=each.asked_at, window=_WINDOW, ask_again_minutes=10
    )
    await store.save(opened)
    await store.save(resolved)
    return resolved.ticket


async def _differences(
    store: Store, period: ReportPeriod, client: str | None, now: datetime, questions: Sequence[_Question]
) -> list[str]:
    """Return where the lists of a time, or the numbers of its digest, differ from a plain count."""
    since, until = period.from_at, period.until_at
    known = [(each, *each.face(now)) for each in questions if each.asked_at <= now]
    asked = [(each.story.number, face) for each, _, face in known if since <= each.asked_at < until]
    answers = [(each.story.number, face) for each, at, face in known if at and since <= at < until]
    found = await rated_in(store, period, client, now)
    faces = [face for _, face in answers if face]
    numbers = ratings(*found)
    told = (
        (numbers.asked, numbers.rated, numbers.answered, numbers.score_tenths) if numbers else (0, 0, 0, None)
    )
    wanted = (
        len(asked),
        sum(1 for _, face in asked if face),
        len(answers),
        sum(faces) * 10 // len(faces) if faces else None,
    )
    pairs = {
        "asked": (_listed(found.asked), sorted(asked)),
        "answers": (_listed(found.answers), sorted(answers)),
        "numbers": (told, wanted),
    }
    where = f"{client or 'all'}, {period.first} to {period.last}, at {now}"
    return [f"{where}: {name} are {has}, not {is_}" for name, (has, is_) in pairs.items() if has != is_]


def _listed(found: Sequence[Rating]) -> list[tuple[int, int | None]]:
    return sorted((each.ticket, each.score) for each in found)
