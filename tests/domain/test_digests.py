"""Digests: figures beside the time before, clients by who needs attention, and what buttons carry."""

from datetime import UTC, datetime

import pytest

from bot.domain.digest_questions import CLIENTS, KIND, RATINGS, question_about, read_question
from bot.domain.digest_text import TypedDigest, Where, read_digest
from bot.domain.digests import Ratings, Reader, Reason, Wanted, ordered, ratings
from bot.domain.figures import FigureName, figure
from bot.domain.rating import Rating
from bot.domain.tickets import Severity
from tests.domain.digested import PERIOD, backlogged, brought, digest_of, opened, outcome


def test_each_figure_stands_beside_that_of_the_time_before_severity_by_severity() -> None:
    now = brought(outcome(1, missed=True), outcome(2), outcome(3, severity="critical"))
    found = digest_of(now, brought(outcome(4)))
    whole = found.figures[FigureName.RESOLUTION_MET]
    assert (whole.now.percent, whole.before.percent) == (67, 100)
    levels = found.by_severity(FigureName.RESOLUTION_MET)
    assert list(levels) == [Severity.CRITICAL, Severity.HIGH]
    assert levels[Severity.CRITICAL].before.cases == ()
    assert [each.ticket for each in found.missed] == [1]


def test_an_empty_digest_is_one_in_which_nothing_was_or_is() -> None:
    assert digest_of(brought()).is_empty
    assert not digest_of(brought(backlogged(1, 1))).is_empty
    assert not digest_of(brought(), brought(opened(1))).is_empty


def test_clients_come_in_order_of_how_much_they_need_attention() -> None:
    now = brought(
        *(opened(n, client="calm") for n in range(5)),
        outcome(11, client="late", missed=True),
        backlogged(12, 20, client="old"),
    )
    hours = {"full": (120, 100), "near": (90, 100), "late": (1, 100)}
    found = digest_of(now, hours=hours).standings
    assert [(each.client, each.reasons) for each in found] == [
        ("late", (Reason.MISSED,)),
        ("full", (Reason.OVER_HOURS,)),
        ("near", (Reason.NEAR_HOURS,)),
        ("old", (Reason.OLD, Reason.GROWING)),
        ("calm", ()),
    ]
    assert found[0].percent == 0
    assert found[-1].percent is None, "nothing was promised to be decided"


def test_what_is_listed_first_says_most() -> None:
    now = brought(outcome(1, 2), outcome(2, 9, missed=True), outcome(3, 5))
    assert [each.ticket for each in ordered(figure(FigureName.RESOLUTION_MET, now))] == [2, 1, 3]
    assert [each.ticket for each in ordered(figure(FigureName.RESOLUTION_TIME, now))] == [2, 3, 1]


def _rated(ticket: int, score: int | None) -> Rating:
    return Rating(ticket, 5, "acme", "U_ANA", datetime(2026, 11, 25, tzinfo=UTC), score)


def test_satisfaction_is_the_mean_of_answers_beside_how_many_of_those_who_were_asked_gave_one() -> None:
    asked, rated = [_rated(1, 4), _rated(2, None), _rated(3, 5)], [_rated(1, 4), _rated(3, 5), _rated(9, 4)]
    found = ratings(asked, rated)
    assert found == Ratings(asked=3, rated=2, score_tenths=43, answered=3)
    assert found.percent == 67
    assert ratings([_rated(2, None)], []) == Ratings(1, 0, None)
    assert ratings([], []) is None


@pytest.mark.parametrize(
    ("topic", "detail"), [("breaches", "high"), (KIND, "incident"), (CLIENTS, ""), (RATINGS, "")]
)
def test_what_a_button_carries_is_read_again(topic: str, detail: str) -> None:
    at = datetime(2026, 11, 25, 10, 30, 1, 5, tzinfo=UTC)
    question = question_about(Wanted(Reader.CLIENT, PERIOD, "acme"), at).about(topic, detail).turned(3)
    assert read_question(question.text) == question
    assert question.text == f"{question.head}|{question.tail}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "manager|week|2026-11-16|2026-11-22|UTC||1|secrets||0",
        "king|week|2026-11-16|2026-11-22|UTC||1|opened||0",
    ],
)
def test_what_no_button_carries_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"values to unpack|no number|is not a valid Reader"):
        read_question(text)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", TypedDigest("", "", Where.ALONE)),
        ("month", TypedDigest("month", "", Where.ALONE)),
        ("acme", TypedDigest("", "acme", Where.ALONE)),
        ("all here", TypedDigest("", "all", Where.HERE)),
        ("last 30 days Acme Orders dm", TypedDigest("last 30 days", "Acme Orders", Where.DIRECTLY)),
        ("Acme Orders 2026-10", TypedDigest("2026-10", "Acme Orders", Where.ALONE)),
        ("HERE this quarter acme", TypedDigest("this quarter", "acme", Where.HERE)),
        ("2026-q3", TypedDigest("2026-q3", "", Where.ALONE)),
        ("weekend shops", TypedDigest("", "weekend shops", Where.ALONE)),
    ],
)
def test_what_is_typed_is_read_in_whatever_order(typed: str, expected: TypedDigest) -> None:
    assert read_digest(typed) == expected
