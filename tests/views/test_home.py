"""App Home as it is drawn: taken by Slack whatever is in it, and clear about what to do."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pytest

from bot.domain.desks import Client
from bot.domain.home_state import HomePart, HomeState, read_home
from bot.domain.people import Person, Role
from bot.domain.tickets import Severity, Status, Ticket
from bot.domain.today import Named
from bot.views import ids
from bot.views.home import guest_home
from bot.views.home_page import HomePage, Listing, home_page
from bot.views.hours import Row
from bot.views.oncall import OnCall
from tests.views.kit import (
    CLIENT,
    HOSTILE,
    HUGE,
    TICKET,
    alarms,
    blocks_of,
    controls,
    refused,
    rows,
    words_of,
)

MINE: Final = replace(TICKET, status=Status.OPEN, assignee="U0SAM")
PARTS: Final = (HomePart.MINE, HomePart.UNCLAIMED, HomePart.AT_RISK, HomePart.WAITING)
NOBODY_ON_CALL: Final = OnCall((), (), {}, "UTC")


def listing(part: HomePart, tickets: Sequence[Ticket], count: int | None = None, skipped: int = 0) -> Listing:
    named = [Named(each, None) for each in tickets]
    return Listing(part, named, len(tickets) if count is None else count, skipped)


def page(
    *listings: Listing, state: HomeState | None = None, clients: Sequence[Client] = (CLIENT,)
) -> HomePage:
    return HomePage(
        state or HomeState(),
        rows(),
        listings,
        [(each, 3) for each in clients],
        [],
        len(clients),
        NOBODY_ON_CALL,
        None,
        None,
    )


@pytest.mark.parametrize(
    "text", ["Acme", HUGE, HOSTILE, "", "\N{HOURGLASS}" * 3000], ids=lambda text: text[:9]
)
@pytest.mark.parametrize("part", [HomePart.ALL, *PARTS, HomePart.HOURS, HomePart.CLIENTS])
def test_slack_takes_it_with_500_clients_and_60_tickets(text: str, part: HomePart) -> None:
    clients = [replace(CLIENT, id=f"client-{n}", name=f"{text} {n}" if text else "") for n in range(500)]
    shown = 5 if part is HomePart.ALL else 20
    tickets = [replace(MINE, number=n, title=text, client=f"client-{n}") for n in range(1, shown + 1)]
    parts = [each for each in PARTS if part in {HomePart.ALL, each}]
    many = page(*(listing(each, tickets, 60) for each in parts), state=HomeState(part), clients=clients)
    worded = replace(rows({each.id: each.name for each in clients}), names={"U0SAM": text})
    gone = [(Row(each, None, None), 7) for each in clients[:shown]]
    hours = [row for row, _ in gone] if part in {HomePart.ALL, HomePart.HOURS} else None
    managed = gone if part in {HomePart.ALL, HomePart.CLIENTS} else None
    view = home_page(replace(many, rows=worded, hours=hours, clients=managed))
    assert refused(view) == []
    assert alarms(view) == []
    assert len(blocks_of(view)) <= 100
    assert len(json.dumps(view)) < 250_000


def test_a_long_list_of_clients_stands_in_groups_and_keeps_the_one_that_was_chosen() -> None:
    clients = [replace(CLIENT, id=f"c{n:03}", name=f"Client {n:03}") for n in range(500)]
    view = home_page(page(state=HomeState(client="c499"), clients=clients))
    drawn = next(each for each in blocks_of(view)[0]["elements"] if each["action_id"] == ids.HOME_CLIENT)
    assert [each["label"]["text"] for each in drawn["option_groups"]][:2] == [
        "1 \N{EN DASH} 100",
        "101 \N{EN DASH} 200",
    ]
    assert sum(len(each["options"]) for each in drawn["option_groups"]) == 501
    assert drawn["initial_option"]["text"]["text"] == "Client 499 (3)"
    assert "more clients" not in words_of(view)


def test_clients_whose_names_a_view_cannot_hold_are_counted() -> None:
    clients = [replace(CLIENT, id=f"c{n:03}", name="\N{HOURGLASS}" * 40) for n in range(2000)]
    assert "more clients have open tickets: `/ticket list`" in words_of(home_page(page(clients=clients)))


def test_a_ticket_can_be_claimed_or_else_resolved_and_worked_on() -> None:
    free = replace(TICKET, number=7)
    view = home_page(page(listing(HomePart.MINE, [MINE]), listing(HomePart.UNCLAIMED, [free])))
    rows_of = [
        [each["action_id"] for each in block["elements"]]
        for block in blocks_of(view)
        if block["type"] == "actions" and block["block_id"] != "home_filters"
    ]
    assert rows_of == [
        [ids.ASK_RESOLVE, ids.ASK_LOG, ids.FOLLOW_LINK, ids.ASK_MORE],
        [ids.CLAIM, ids.FOLLOW_LINK, ids.ASK_MORE],
    ]


def test_there_is_no_link_to_a_thread_that_is_not_there_yet() -> None:
    view = home_page(page(listing(HomePart.MINE, [replace(MINE, thread_ts=None)])))
    assert ids.FOLLOW_LINK not in controls(view)


@pytest.mark.parametrize(
    ("free", "said"),
    [
        pytest.param([], "You have none, and every open ticket has somebody.", id="nothing is to be taken"),
        pytest.param([TICKET], "You have none. Take one below.", id="something is"),
    ],
)
def test_who_has_no_ticket_is_told_what_to_do(free: list[Ticket], said: str) -> None:
    view = home_page(page(listing(HomePart.MINE, []), listing(HomePart.UNCLAIMED, free)))
    assert said in words_of(view)


def test_where_a_filter_leaves_nothing_that_is_what_is_said() -> None:
    view = home_page(page(listing(HomePart.MINE, []), state=HomeState(severity=Severity.LOW)))
    assert "None fits the filters above." in words_of(view)


@pytest.mark.parametrize(
    ("skipped", "turns"),
    [
        pytest.param(0, ["Next"], id="the first page"),
        pytest.param(20, ["Back", "Next"], id="one in between"),
        pytest.param(40, ["Back"], id="the last page"),
    ],
)
def test_pages_follow_each_other(skipped: int, turns: list[str]) -> None:
    state = HomeState(HomePart.MINE, skipped // 20)
    view = home_page(page(listing(HomePart.MINE, [MINE] * 20, 60, skipped), state=state))
    row = next(block for block in blocks_of(view) if block.get("block_id") == "turn:mine")
    assert [each["text"]["text"] for each in row["elements"]] == turns
    assert f"{skipped + 1} to {skipped + 20} of 60" in words_of(view)


@pytest.mark.parametrize(
    ("page", "count", "span"),
    [
        pytest.param(0, 0, (0, 20), id="where there is nothing"),
        pytest.param(1, 60, (20, 20), id="one in between"),
        pytest.param(9, 60, (40, 20), id="a page that is there no more, in place of which the last is shown"),
    ],
)
def test_a_page_is_always_one_that_there_is(page: int, count: int, span: tuple[int, int]) -> None:
    assert HomeState(HomePart.MINE, page).span(count) == span


@pytest.mark.parametrize("text", ["", "{}", "[]", '["mine"]', '["mine",0,"",9]', "no json", '["x",0,"",""]'])
def test_what_no_home_of_ours_carries_is_the_beginning_of_all(text: str) -> None:
    assert read_home(text) == HomeState()


def test_what_was_chosen_is_read_as_it_was_written() -> None:
    state = HomeState(HomePart.WAITING, 2, "acme", Severity.HIGH)
    assert read_home(state.text) == state


def test_who_works_on_no_tickets_is_told_what_they_can_do() -> None:
    guest = words_of(guest_home(Person("U1", Role.CLIENT, language="pt"), "Desk"))
    assert "`@Desk status` no canal mostra" in guest
    colleague = words_of(guest_home(Person("U1", Role.COLLEAGUE), "Desk"))
    assert "Ask to be invited to a triage channel" in colleague
