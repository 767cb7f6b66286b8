"""In the fixed world, what people said goes after a month: all figures stay what a slow count says."""

from collections.abc import Mapping, Sequence

from bot.desk import Desk
from bot.domain.folding import fold
from bot.domain.people import HOURGLASS
from bot.domain.retention import WORKSPACE, Retention, cutoff
from bot.domain.tickets import ACTIVE, Ticket, TicketEvent
from bot.services.retention import remove_old_text
from tests.reports.compared import differences
from tests.reports.facts import ENDS_AT
from tests.reports.played import at_desk, found_companies, played
from tests.reports.recomputed import kept, miscounted
from tests.reports.slow import life_of
from tests.reports.stories import stories


async def test_every_figure_stays_when_what_was_said_goes(database_url: str) -> None:
    told = stories()
    async with at_desk(database_url) as desk:
        await found_companies(desk)
        await played(desk, told)
        before, (_, old_logs) = await kept(desk.database), await world(desk)
        async with desk.database.transaction() as store:
            await store.retention.put(Retention(WORKSPACE, 1, HOURGLASS.id, ENDS_AT))
        await remove_old_text(desk)
        assert await kept(desk.database) == before
        lives = [life_of(each, ENDS_AT) for each in told if each.opened_at < ENDS_AT]
        async with desk.database.reading() as store:
            assert await differences(store, lives, ENDS_AT) == []
        assert await miscounted(desk.database, desk.promises, ENDS_AT) == []
        tickets, logs = await world(desk)
    assert [fold(logs[each.number]) for each in tickets] == tickets
    gone = [each for each in tickets if each.text_removed_at]
    assert len(gone) > 100
    assert gone == [each for each in tickets if each.status not in ACTIVE and is_old(each)]
    assert any(said(old_logs[each.number]) for each in gone)
    assert not any(said(logs[each.number]) for each in gone)


async def world(desk: Desk) -> tuple[list[Ticket], Mapping[int, Sequence[TicketEvent]]]:
    """All tickets with their logs."""
    async with desk.database.reading() as store:
        tickets = await store.tickets.listing(active_only=False, most=1000)
        return tickets, await store.tickets.logs([each.number for each in tickets])


def is_old(ticket: Ticket) -> bool:
    """Whether it ended more than a month ago."""
    return ticket.settled_at < cutoff(ENDS_AT, 1)


def said(log: Sequence[TicketEvent]) -> list[str]:
    """What of a log is somebody's words."""
    return [each.text("text") for each in log if each.text("text")]
