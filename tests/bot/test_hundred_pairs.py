"""A hundred times two things at the same moment, of each kind: one of them wins, the other is told."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Final

import pytest

from bot.domain.tickets import EventKind, Severity, Status
from bot.logs import get_log
from tests.bot.hundred import HUNDRED, Figures, Hundred, figures, hundred, pairs
from tests.databases import FreshUrl

_log = get_log(__name__)
_NUMBERS: Final = range(1, HUNDRED + 1)
_ALL_WON: Final = Figures(won=HUNDRED, told=HUNDRED)


async def two_people_claim(here: Hundred) -> Figures:
    """Sam and kim press Claim on the same card: one has the ticket, the other reads who."""
    cards = await here.live.cards()
    await pairs(here.press(user, card, "claim") for card in cards for user in ("sam", "kim"))
    names = {each["id"]: each["name"] for each in (await here.live.get("world"))["users"]}
    has = {each.number: names[each.assignee or ""] for each in await here.tickets(_NUMBERS)}
    told = Counter[int]()
    for user in ("sam", "kim"):
        for text in await here.live.whispers(user):
            told += Counter(n for n in _NUMBERS if has[n] != user and f"{has[n]} has #{n} already" in text)
    assert set(told.values()) == {1}
    return figures(await here.news(_NUMBERS), EventKind.CLAIMED, told=len(told))


async def one_person_clicks_twice(here: Hundred) -> Figures:
    """Ana picks the same severity twice: the first sets it, the second is answered in the thread."""
    tickets = await here.tickets(_NUMBERS)
    answers = [(await here.live.messages("#acme", each.thread_ts))[1] for each in tickets]
    await pairs(
        here.press("ana", answer, "choose_severity", Severity.HIGH) for answer in answers for _ in range(2)
    )
    async with here.live.bot.desk.database.reading() as store:
        waiting = await store.outbox.next_rows(tickets[0].channel, 10 * HUNDRED)
    told = [row for row in waiting if "has that severity already" in str(row.facts.get("text"))]
    assert len({row.thread_ts for row in told}) == len(told)
    return figures(await here.news(_NUMBERS), EventKind.SEVERITY_SET, told=len(told))


async def one_person_writes_twice(here: Hundred) -> Figures:
    """A hundred people of Globex each send two messages: one ticket each, with both."""
    await pairs(
        here.live.begin(f"gia{n}", "#globex", f"Invoice {n}: {words}")
        for n in range(HUNDRED)
        for words in ("it is not sent", "nor are the others")
    )
    await here.handled()
    tickets = await here.tickets(range(HUNDRED + 1, 3 * HUNDRED + 1))
    assert len({each.requester for each in tickets}) == HUNDRED
    return Figures(
        won=len(tickets),
        told=sum(each.messages == 2 for each in tickets),
        lost=2 * HUNDRED - sum(each.messages for each in tickets),
        doubled=len(tickets) - HUNDRED,
    )


async def two_people_resolve(here: Hundred) -> Figures:
    """Sam and kim resolve the same ticket, each with a summary: one is taken, the other reads so."""
    said = await commands(here, ("sam", "resolve {} Sam did it"), ("kim", "resolve {} Kim did it"))
    assert all(sum("is resolved. The client was told" in text for text in pair) == 1 for pair in said), said
    told = sum("is already resolved" in text for pair in said for text in pair)
    return figures(await here.news(_NUMBERS), EventKind.RESOLVED, told=told)


async def one_reopens_while_the_client_writes(here: Hundred) -> Figures:
    """A resolved ticket is reopened once, by sam or by the client's words, and the words are in it."""
    said = await commands(here, ("sam", "reopen {}"), with_words="It is stuck again")
    news = await here.news(_NUMBERS)
    told = 0
    for (answer,), events in zip(said, news, strict=True):
        [reopened] = [each for each in events if each.kind is EventKind.REOPENED]
        by_sam = reopened.facts["why"] == "staff"
        assert sum(each.kind is EventKind.MESSAGED for each in events) == 1
        told += ("is open again" in answer) if by_sam else ("nothing to reopen" in answer)
    return figures(news, EventKind.REOPENED, told=told)


async def one_resolves_while_the_client_writes(here: Hundred) -> Figures:
    """An open ticket is resolved once; words that came after it open it again, earlier ones do not."""
    said = await commands(here, ("kim", "resolve {} Restarted it"), with_words="Still stuck")
    news = await here.news(_NUMBERS)
    for events, ticket in zip(news, await here.tickets(_NUMBERS), strict=True):
        kinds = [each.kind for each in events]
        [words] = [each for each in events if each.kind is EventKind.MESSAGED]
        [resolved] = [each for each in events if each.kind is EventKind.RESOLVED]
        is_after = words.seq > resolved.seq and words.at >= resolved.at
        assert kinds.count(EventKind.REOPENED) == is_after
        assert (ticket.status is Status.RESOLVED) is not is_after
    told = sum("is resolved. The client was told" in answer for (answer,) in said)
    return figures(news, EventKind.RESOLVED, told=told)


async def one_resolves_while_another_reopens(here: Hundred) -> Figures:
    """Whatever came first: who reads that it was done did it, in an order that the life cycle allows."""
    said = await commands(here, ("sam", "resolve {} Sam did it"), ("kim", "reopen {}"))
    news, tickets = await here.news(_NUMBERS), await here.tickets(_NUMBERS)
    told = 0
    for (resolved, reopened), events, ticket in zip(said, news, tickets, strict=True):
        done = {
            EventKind.RESOLVED: "is resolved. The client was told" in resolved,
            EventKind.REOPENED: "is open again" in reopened,
        }
        refused = "already resolved" in resolved, "nothing to reopen" in reopened
        kinds = [each.kind for each in events]
        assert Counter(kinds) == Counter(kind for kind, is_done in done.items() if is_done)
        assert (ticket.status is Status.RESOLVED) is (kinds[-1] is EventKind.RESOLVED)
        told += refused == tuple(not is_done for is_done in done.values())
    won = sum(0 < len(events) <= 2 for events in news)
    return Figures(won=won, told=told, lost=HUNDRED - won)


async def commands(here: Hundred, *typed: tuple[str, str], with_words: str = "") -> list[list[str]]:
    """Let people type a command each about the same ticket, and ana write to it; return the answers."""

    async def ask(user: str, text: str, number: int) -> str:
        heard = await here.live.command(user, "/ticket", text.format(number))
        # What the same person is answered at the same moment about other tickets may stand beside it.
        return "\n".join(line for line in heard.splitlines() if f"#{number} " in line)

    work: list[Awaitable[str]] = []
    for ticket in await here.tickets(_NUMBERS):
        work += [ask(user, text, ticket.number) for user, text in typed]
        if with_words:
            work.append(here.live.begin("ana", "#acme", with_words, thread_ts=ticket.thread_ts))
    each = len(typed) + bool(with_words)
    said = await pairs(work)
    await here.handled()
    return [said[first : first + len(typed)] for first in range(0, len(said), each)]


_DEEDS: Final[Mapping[str, Callable[[Hundred], Awaitable[Figures]]]] = {
    each.__name__: each
    for each in (
        two_people_claim,
        one_person_clicks_twice,
        one_person_writes_twice,
        two_people_resolve,
        one_reopens_while_the_client_writes,
        one_resolves_while_the_client_writes,
        one_resolves_while_another_reopens,
    )
}


@pytest.mark.parametrize(
    ("kind", "bots"),
    [
        pytest.param("sqlite", 1, id="sqlite"),
        pytest.param("postgresql", 1, id="postgresql"),
        pytest.param("postgresql", 2, id="postgresql, two processes of which each answers half"),
    ],
)
async def test_of_two_at_the_same_moment_one_wins_and_the_other_is_told(
    fresh_url: FreshUrl,
    tmp_path: Path,
    kind: str,
    bots: int,
) -> None:
    """One after the other on the same hundred tickets: opening them takes longer than all that follows."""
    async with hundred(kind, fresh_url, tmp_path, bots=bots) as here:
        for name, deed in _DEEDS.items():
            found = await deed(here)
            _log.info(name, **asdict(found))  # `pytest -rP` shows the table
            assert found == _ALL_WON, name
        assert await here.parked() == []
