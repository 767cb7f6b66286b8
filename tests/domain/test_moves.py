"""The life cycle of a ticket: every move from every status, the log and what it makes, moves made twice."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import costs, moves, parts, reminders
from bot.domain.folding import fold
from bot.domain.moves_by_clock import nudge, resolve_unanswered
from bot.domain.notices import Notice, Words
from bot.domain.plan_terms import PlanTerms
from bot.domain.plans import with_addons
from bot.domain.silence import Due, DueKind
from bot.domain.step import Step
from bot.domain.tickets import Basis, RequestKind, Severity, Status, Ticket, TicketEvent
from bot.errors import (
    AlreadyClaimedError,
    CannotMergeError,
    CannotSplitError,
    IllegalMoveError,
    MissingTextError,
    NothingToChangeError,
    SupportError,
)
from bot.services.plans import find_plan
from tests.domain.opening import ANA, AT, KIM, SAM, opened

WEEK: Final = timedelta(days=7)

GROWTH: Final = PlanTerms(find_plan("matai-growth", None), "America/New_York")
BOUGHT: Final = replace(GROWTH, plan=with_addons(GROWTH.plan, ["after-hours"]))

Move: TypeAlias = Callable[[Ticket, datetime], Step]


def other(ticket: Ticket, number: int = 99) -> Ticket:
    return replace(opened(number, ticket.client).ticket, status=Status.OPEN)


def _merge(ticket: Ticket, at: datetime) -> Step:
    return parts.merge(ticket, other(ticket), by=SAM, at=at, asked_at=AT)[0]


def _absorb(ticket: Ticket, at: datetime) -> Step:
    return parts.merge(other(ticket), ticket, by=SAM, at=at, asked_at=AT)[1]


def _split(ticket: Ticket, at: datetime) -> Step:
    return parts.split_off(replace(ticket, messages=2), "5.5", 98, by=SAM, at=at)


MOVES: Final[Mapping[str, Move]] = {
    "message": lambda t, at: moves.hear(t, "5.5", courtesy=False, by=ANA, at=at, ask_again_minutes=10),
    "courtesy": lambda t, at: moves.hear(t, "5.5", courtesy=True, by=ANA, at=at, ask_again_minutes=10),
    "reply": lambda t, at: moves.reply(t, by=SAM, at=at, text="On it."),
    "note": lambda t, at: moves.note(t, "Ask the vendor.", by=SAM, at=at),
    "details": lambda t, at: moves.add_details(t, {"what": "Orders"}, by=ANA, at=at),
    "choose": lambda t, at: moves.choose_severity(t, Severity.HIGH, by=ANA, at=at),
    "set severity": lambda t, at: moves.set_severity(t, Severity.LOW, by=SAM, at=at),
    "kind": lambda t, at: costs.set_kind(t, RequestKind.INCIDENT, GROWTH.plan, [], by=SAM, at=at),
    "claim": lambda t, at: moves.claim(t, by=SAM, at=at),
    "assign": lambda t, at: moves.assign(t, KIM.id, by=SAM, at=at),
    "wait client": lambda t, at: moves.wait(t, Status.WAITING_ON_CLIENT, by=SAM, at=at),
    "wait third": lambda t, at: moves.wait(t, Status.WAITING_ON_THIRD_PARTY, by=SAM, at=at),
    "resume": lambda t, at: moves.resume(t, by=SAM, at=at),
    "resolve": lambda t, at: moves.resolve(
        t, "Restarted it.", by=SAM, at=at, window=WEEK, ask_again_minutes=10
    ),
    "confirm": lambda t, at: moves.confirm(t, by=ANA, at=at),
    "reopen": lambda t, at: moves.reopen(t, why="staff", by=SAM, at=at, ask_again_minutes=10),
    "close": lambda t, at: moves.close(t, by=SAM, at=at),
    "merge": _merge,
    "absorb": _absorb,
    "split": _split,
    "dismiss": lambda t, at: moves.dismiss(t, by=SAM, at=at),
    "restore": lambda t, at: moves.restore(t, by=SAM, at=at, ask_again_minutes=10),
    "replan": lambda t, at: moves.replan(t, GROWTH, BOUGHT, by=SAM, at=at),
    "nudge": lambda t, at: nudge(t, Due(DueKind.NUDGE, at, 1, 2), at=at),
    "unanswered": lambda t, at: resolve_unanswered(t, at=at, window=WEEK),
    "remind": lambda t, at: reminders.remind(t, at + WEEK, "Call them", by=SAM, at=at),
    "take reminders back": lambda t, at: reminders.take_back(
        t, [reminders.Reminder(t.number, 1, SAM.id, at + WEEK, "")], by=SAM, at=at
    ),
    "edit": lambda t, at: parts.edit(t, "1.1", title="Orders are late", by=ANA, at=at),
    "delete": lambda t, at: parts.delete(t, "5.5", by=ANA, at=at),
}

# Where each move leads, status by status. Written from the issue and from how SLA clocks are counted, not
# from the code. Columns: new, open, waiting on client, waiting on third party, resolved, closed, cancelled.
# n o w t r c x: that status; ".": refused, the ticket's life has no such step; "=": nothing to change.
COLUMNS: Final = "nowtrcx"
LETTER: Final = dict(zip(COLUMNS, Status, strict=True))
TABLE: Final[Mapping[str, str]] = {
    "message": "nootoox",
    "courtesy": "nowtrcx",
    "reply": "oowtrc.",
    "note": "nowtrcx",
    "details": "nootr..",
    "choose": "nowtr..",
    "set severity": "nowtr..",
    "kind": "nowtrc.",
    "claim": "oowt...",
    "assign": "oowt...",
    "wait client": "ww=w...",
    "wait third": "ttt=...",
    "resume": "..oo...",
    "resolve": "rrrr...",
    "confirm": "....rc.",
    "reopen": "....oo.",
    "close": "....c..",
    "remind": "nowtrc.",
    "take reminders back": "nowtrcx",
    "merge": "xxxx...",
    "absorb": "nowtr..",
    "split": "nowtrc.",
    "dismiss": "xxxx...",
    "restore": "......n",
    "replan": "nowt...",
    "nudge": "..w....",
    "unanswered": "..r....",
    "edit": "nowtrcx",
    "delete": "nowtrcx",
}
CASES: Final = [
    (move, LETTER[column], end)
    for move, row in TABLE.items()
    for column, end in zip(COLUMNS, row, strict=True)
]


def standing(status: Status) -> Ticket:
    resolved_at = AT if status in {Status.RESOLVED, Status.CLOSED} else None
    return replace(opened().ticket, status=status, resolved_at=resolved_at)


def test_the_table_names_every_move_and_every_status() -> None:
    assert set(TABLE) == set(MOVES)
    assert set(LETTER.values()) == set(Status)


@pytest.mark.parametrize(("move", "status", "end"), CASES, ids=[f"{m} from {s} is {e}" for m, s, e in CASES])
def test_each_move_from_each_status(move: str, status: Status, end: str) -> None:
    ticket = standing(status)
    if end == "=":
        with pytest.raises(NothingToChangeError):
            MOVES[move](ticket, AT)
    elif end == ".":
        with pytest.raises((IllegalMoveError, CannotMergeError)):
            MOVES[move](ticket, AT)
    else:
        assert MOVES[move](ticket, AT).ticket.status is LETTER[end]


@pytest.mark.parametrize(
    "move",
    ["claim", "assign", "choose", "set severity", "kind", "wait client", "confirm", "restore", "replan"],
)
def test_the_same_again_is_refused_and_changes_nothing(move: str) -> None:
    start = {"confirm": Status.RESOLVED, "restore": Status.CANCELLED}.get(move, Status.OPEN)
    once = MOVES[move](standing(start), AT).ticket
    with pytest.raises((NothingToChangeError, IllegalMoveError)):
        MOVES[move](once, AT)


def test_who_comes_second_is_told_who_has_it() -> None:
    claimed = moves.claim(opened().ticket, by=SAM, at=AT).ticket
    with pytest.raises(AlreadyClaimedError) as refused:
        moves.claim(claimed, by=KIM, at=AT)
    assert refused.value.assignee == SAM.id


def test_a_clients_second_choice_is_a_wish_that_staff_grant_or_decline() -> None:
    chosen = moves.choose_severity(opened().ticket, Severity.HIGH, by=ANA, at=AT).ticket
    assert (chosen.severity, chosen.severity_by, chosen.wanted) == (Severity.HIGH, "client", None)
    wished = moves.choose_severity(chosen, Severity.CRITICAL, by=ANA, at=AT).ticket
    assert (wished.severity, wished.wanted) == (Severity.HIGH, Severity.CRITICAL)
    with pytest.raises(NothingToChangeError):
        moves.choose_severity(wished, Severity.CRITICAL, by=ANA, at=AT)
    granted = moves.set_severity(wished, Severity.CRITICAL, by=SAM, at=AT).ticket
    assert (granted.severity, granted.wanted) == (Severity.CRITICAL, None)
    kept = moves.keep_severity(wished, by=SAM, at=AT).ticket
    assert (kept.severity, kept.wanted) == (Severity.HIGH, None)
    with pytest.raises(NothingToChangeError):
        moves.keep_severity(kept, by=SAM, at=AT)


def test_a_ticket_that_is_moved_to_a_plan_goes_by_that_version_of_it() -> None:
    [event] = moves.replan(opened().ticket, GROWTH, BOUGHT, by=SAM, at=AT).events
    ticket = fold([*opened().events, event])
    assert (ticket.plan, ticket.plan_version) == ("matai-growth", BOUGHT.plan.version)
    assert event.basis == Basis("matai-growth", BOUGHT.plan.version, "America/New_York")
    assert event.facts["before"] == "Matai Growth"
    assert str(event.facts["after"]).startswith("Matai Growth + ")
    newer = replace(BOUGHT, plan=replace(BOUGHT.plan, version="2+after-hours"))
    assert moves.replan(ticket, BOUGHT, newer, by=SAM, at=AT).events[0].facts["change"] == "version"


def test_a_ticket_is_moved_to_another_time_zone_only_where_its_plan_follows_the_client() -> None:
    lisbon, follows = "Europe/Lisbon", PlanTerms(find_plan("apendice-b", None), "America/Sao_Paulo")
    ticket = moves.replan(opened().ticket, GROWTH, follows, by=SAM, at=AT).ticket
    [event] = moves.replan(ticket, follows, replace(follows, time_zone=lisbon), by=SAM, at=AT).events
    assert (event.facts["change"], event.basis) == (
        "time_zone",
        Basis("apendice-b", follows.plan.version, lisbon),
    )
    stays = moves.replan(ticket, follows, GROWTH, by=SAM, at=AT).ticket
    with pytest.raises(NothingToChangeError):
        moves.replan(stays, GROWTH, replace(GROWTH, time_zone=lisbon), by=SAM, at=AT)


def test_after_it_is_resolved_a_first_choice_is_still_recorded_and_a_wish_is_refused() -> None:
    resolved = standing(Status.RESOLVED)
    assert moves.choose_severity(resolved, Severity.HIGH, by=ANA, at=AT).ticket.severity is Severity.HIGH
    with pytest.raises(IllegalMoveError):
        moves.choose_severity(replace(resolved, severity_by="client"), Severity.HIGH, by=ANA, at=AT)


@pytest.mark.parametrize(
    "empty",
    [
        lambda t: moves.note(t, "  \n", by=SAM, at=AT),
        lambda t: moves.reply(t, by=SAM, at=AT, text="  "),
        lambda t: moves.resolve(t, " ", by=SAM, at=AT, window=WEEK, ask_again_minutes=10),
        lambda t: moves.add_details(t, {"what": " ", "since": ""}, by=ANA, at=AT),
    ],
    ids=["a note", "a reply", "a summary", "details"],
)
def test_nothing_is_said_in_no_words(empty: Callable[[Ticket], Step]) -> None:
    with pytest.raises(MissingTextError):
        empty(opened().ticket)


def test_tickets_merge_only_with_living_ones_of_the_same_client() -> None:
    ticket = opened().ticket
    refused = {
        "same": ticket,
        "other_client": opened(2, "globex").ticket,
        "not_open": replace(opened(2).ticket, status=Status.CLOSED),
        "merged": replace(opened(2).ticket, status=Status.CANCELLED, merged_into=3),
    }
    for why, into in refused.items():
        with pytest.raises(CannotMergeError) as error:
            parts.merge(ticket, into, by=SAM, at=AT, asked_at=None)
        assert error.value.why == why
    gone, grown = parts.merge(ticket, opened(2).ticket, by=SAM, at=AT, asked_at=None)
    assert (gone.ticket.merged_into, grown.ticket.messages) == (2, 2)
    with pytest.raises(IllegalMoveError):
        moves.restore(gone.ticket, by=SAM, at=AT, ask_again_minutes=10)


def test_a_ticket_keeps_its_first_message() -> None:
    with pytest.raises(CannotSplitError):
        parts.split_off(opened().ticket, "1.1", 2, by=SAM, at=AT)
    with pytest.raises(CannotSplitError):
        parts.split_off(replace(opened().ticket, messages=2), "1.1", 2, by=SAM, at=AT)


def test_a_dismissal_that_is_taken_back_leads_to_where_the_ticket_stood() -> None:
    waiting = moves.wait(opened().ticket, Status.WAITING_ON_THIRD_PARTY, by=SAM, at=AT).ticket
    gone = moves.dismiss(waiting, by=ANA, at=AT).ticket
    back = moves.restore(gone, by=ANA, at=AT, ask_again_minutes=10).ticket
    assert back.status is Status.WAITING_ON_THIRD_PARTY


@pytest.mark.parametrize(
    ("days", "belongs"),
    [(0, True), (7, True), (7.001, False)],
    ids=["at once", "on the last day", "after it"],
)
def test_a_late_reply_belongs_to_the_ticket_while_the_window_lasts(days: float, belongs: bool) -> None:
    resolved = standing(Status.RESOLVED)
    assert moves.reopens(resolved, at=AT + timedelta(days=days), window=WEEK) is belongs
    assert moves.reopens(standing(Status.OPEN), at=AT + timedelta(days=99), window=WEEK)


INTERNAL: Final = ("note", "kind", "split", "edit", "delete")


@pytest.mark.parametrize("move", INTERNAL)
def test_what_is_internal_says_nothing_to_the_client(move: str) -> None:
    told = MOVES[move](opened().ticket, AT).notices
    assert {notice.channel for notice in told} == {"C_TRIAGE"}


def test_the_cards_thread_gets_a_line_for_everything_that_happens() -> None:
    for name, move in MOVES.items():
        status = next(LETTER[c] for c, end in zip(COLUMNS, TABLE[name], strict=True) if end not in ".=")
        step = move(standing(status), AT)
        assert len(lines_of(step.notices)) == len(step.events), name


def lines_of(notices: tuple[Notice, ...]) -> list[Notice]:
    return [notice for notice in notices if notice.words is Words.LINE]


@given(st.lists(st.tuples(st.sampled_from(sorted(MOVES)), st.integers(0, 10**9)), max_size=40))
def test_the_log_makes_the_ticket_whatever_people_do(tried: list[tuple[str, int]]) -> None:
    step = opened()
    ticket, log, at = step.ticket, list[TicketEvent](step.events), AT
    for name, microseconds in tried:
        at += timedelta(microseconds=microseconds)
        before = ticket
        try:
            step = MOVES[name](ticket, at)
        except SupportError:
            assert ticket == before
            continue
        # Another ticket's numbers and a message that was not there are made up by the moves above.
        ticket, log = replace(step.ticket, messages=fold([*log, *step.events]).messages), [*log, *step.events]
    assert fold(log) == ticket
    assert [event.seq for event in log] == list(range(1, len(log) + 1))


def test_what_was_said_before_the_ticket_was_resolved_or_began_to_wait_changes_neither() -> None:
    asked = opened().ticket
    for gone in (
        moves.resolve(asked, "Restarted it.", by=SAM, at=AT + WEEK, window=WEEK, ask_again_minutes=10),
        moves.wait(asked, Status.WAITING_ON_CLIENT, by=SAM, at=AT + WEEK),
    ):
        late = moves.hear(
            gone.ticket, "5.5", courtesy=False, by=ANA, at=AT + timedelta(days=1), ask_again_minutes=10
        )
        assert late.ticket.status is gone.ticket.status
        assert late.ticket.last_client_at == AT + timedelta(days=1)
        assert len(lines_of(late.notices)) == 1


def test_what_comes_late_moves_no_moment_back() -> None:
    ticket = MOVES["message"](opened().ticket, AT + WEEK).ticket
    ticket = MOVES["reply"](ticket, AT + WEEK).ticket
    late = MOVES["reply"](MOVES["message"](ticket, AT).ticket, AT + timedelta(hours=1)).ticket
    assert (late.last_client_at, late.last_staff_at) == (AT + WEEK, AT + WEEK)
    assert late.first_reply_at == AT + timedelta(hours=1)


@pytest.mark.parametrize(("end", "back"), [("dismiss", "restore"), ("resolve", "reopen")])
def test_severity_that_nobody_chose_is_asked_for_again_once_the_ticket_is_back(end: str, back: str) -> None:
    gone = MOVES[end](opened().ticket, AT)
    assert gone.disarms[0].startswith("severity")
    (armed,) = MOVES[back](gone.ticket, AT + WEEK).arms
    assert (armed.kind, armed.due_at) == (moves.ASK_SEVERITY_AGAIN, AT + WEEK + timedelta(minutes=10))

    chosen = MOVES[end](MOVES["choose"](opened().ticket, AT).ticket, AT)
    assert MOVES[back](chosen.ticket, AT).arms == ()


def test_the_title_goes_with_the_message_whose_words_it_was() -> None:
    ticket = opened().ticket
    assert MOVES["delete"](ticket, AT).ticket.title == ticket.title
    emptied = parts.delete(ticket, "1.1", by=ANA, at=AT).ticket
    assert emptied.title == ""
    assert emptied.lost_its_title
    renamed = parts.edit(ticket, "5.5", title="Not the first message", by=ANA, at=AT)
    assert renamed.ticket.title == ticket.title
