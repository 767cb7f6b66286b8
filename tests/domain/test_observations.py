"""What stands out: computed from the figures, ranked by how much it matters, and never from few cases."""

import pytest

from bot.domain.digests import Reader
from bot.domain.figures import FigureName
from bot.domain.observations import Observation, Seen, Waited, observations
from bot.domain.samples import Sample
from tests.domain.digested import HOUR, backlogged, brought, digest_of, opened, outcome

_SLOW = brought(*(outcome(n, 11, on_third=2 if n > 1 else 0) for n in (1, 2, 3, 4)))
_QUICK = brought(*(outcome(n, 6) for n in (11, 12, 13)))


def seen(now: Sample, before: Sample) -> list[Observation]:
    return observations(digest_of(now, before))


def test_a_median_that_rose_by_half_is_told_with_whom_most_waited_for() -> None:
    [found] = seen(_SLOW, _QUICK)
    assert (found.seen, found.subject, found.severity) == (Seen.SLOWER, "resolution", "high")
    assert (found.now, found.before) == (11 * HOUR, 6 * HOUR)
    assert found.waited == Waited("third_party", 3, 4)
    assert [(figure.name, figure.tickets) for figure in found.made_of] == [
        (FigureName.RESOLUTION_TIME, [1, 2, 3, 4]),
        (FigureName.RESOLUTION_TIME, [11, 12, 13]),
    ]


def test_a_client_reads_that_it_was_waited_for_though_others_were_waited_for_more() -> None:
    now = brought(*(outcome(n, 11, on_third=2, on_client=n // 3) for n in (1, 2, 3, 4)))
    [own] = observations(digest_of(now, _QUICK, reader=Reader.CLIENT, client="acme"))
    assert own.waited == Waited("client", 2, 4)
    [others] = observations(digest_of(_SLOW, _QUICK, reader=Reader.CLIENT, client="acme"))
    assert others.waited is None, "of third parties it is not told"


def test_a_median_that_fell_is_told_without_anybody_waited_for() -> None:
    [found] = seen(_QUICK, _SLOW)
    assert (found.seen, found.waited) == (Seen.FASTER, None)


@pytest.mark.parametrize(
    ("now", "before"),
    [
        pytest.param(brought(outcome(1, 11), outcome(2, 11)), _QUICK, id="two tickets are no trend"),
        pytest.param(_SLOW, brought(outcome(9, 6)), id="nor is one before"),
        pytest.param(
            brought(*(outcome(n, 8) for n in (1, 2, 3))), _QUICK, id="a third more is the usual up and down"
        ),
        pytest.param(brought(*(outcome(n, missed=n < 3) for n in (1, 2, 3))), brought(), id="two misses"),
        pytest.param(brought(*(opened(n, "question") for n in range(4))), brought(), id="four of a kind"),
        pytest.param(brought(*(opened(n) for n in range(9))), brought(), id="a kind that nobody said"),
        pytest.param(brought(backlogged(1, 30), backlogged(2, 30)), brought(), id="two old tickets"),
        pytest.param(brought(), brought(), id="nothing at all"),
    ],
)
def test_nothing_is_made_of_few_cases(now: Sample, before: Sample) -> None:
    assert seen(now, before) == []


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        pytest.param(
            brought(*(outcome(n, missed=n < 4) for n in range(6))),
            brought(outcome(9, missed=True)),
            (Seen.MISSED_AGAIN, 4, 1, 6),
            id="a target missed four times of six",
        ),
        pytest.param(
            brought(
                outcome(1, severity="critical", missed=True),
                outcome(2, severity="high", missed=True),
                outcome(3, severity="low", missed=True),
                outcome(4, severity="low"),
            ),
            brought(outcome(9, missed=True)),
            (Seen.MISSED_AGAIN, 3, 1, 4),
            id="a target missed once at each of three severities",
        ),
        pytest.param(
            brought(*(backlogged(n, 1) for n in range(6))),
            brought(backlogged(9, 1)),
            (Seen.BACKLOG_GROWS, 6, 1, 0),
            id="six are left open where one was",
        ),
        pytest.param(
            brought(backlogged(9, 1)),
            brought(*(backlogged(n, 1) for n in range(6))),
            (Seen.BACKLOG_SHRINKS, 1, 6, 0),
            id="one is left open where six were",
        ),
        pytest.param(
            brought(*(backlogged(n, 20) for n in range(4))),
            brought(*(backlogged(n, 2) for n in range(4))),
            (Seen.BACKLOG_AGES, 4, 0, 4),
            id="four have been open for weeks",
        ),
        pytest.param(
            brought(*(opened(n, "question") for n in range(6))),
            brought(opened(9, "question")),
            (Seen.MORE_OF_KIND, 6, 1, 6),
            id="six questions where one was asked",
        ),
        pytest.param(
            brought(),
            brought(*(opened(n, "question") for n in range(6))),
            (Seen.FEWER_OF_KIND, 0, 6, 0),
            id="no questions where six were asked",
        ),
    ],
)
def test_what_is_seen(now: Sample, before: Sample, expected: tuple[Seen, int, int, int]) -> None:
    assert [(each.seen, each.now, each.before, each.of) for each in seen(now, before)] == [expected]


def test_misses_that_are_told_of_one_severity_are_not_told_of_all() -> None:
    misses = [outcome(n, severity="high", missed=True) for n in range(3)]
    [found] = seen(brought(*misses, outcome(9, severity="low", missed=True)), brought())
    assert (found.severity, found.now, found.of) == ("high", 3, 3)


def test_hours_are_one_sentence_however_many_clients_are_near_their_limit() -> None:
    hours = {"a": (85, 100), "b": (95, 100), "c": (10, 100), "d": (3, 2)}
    found = observations(digest_of(brought(), hours=hours))
    assert [(each.seen, each.subject, each.now, each.of) for each in found] == [
        (Seen.HOURS_OVER, "d", 150, 1),
        (Seen.HOURS_NEAR, "b", 95, 2),
    ]


def test_what_matters_most_comes_first_and_nothing_is_said_twice() -> None:
    critical = [outcome(n, 20, severity="critical", missed=True) for n in range(5)]
    quick = [outcome(n, 5, severity="critical") for n in range(10, 15)]
    low = [outcome(n, 3, severity="low", missed=True, clock="update") for n in range(20, 23)]
    more = [opened(n, "question") for n in range(30, 36)]
    now = brought(*critical, *low, *more)
    found = observations(digest_of(now, brought(*quick), hours={"acme": (99, 100)}))
    assert len(found) == 3
    assert (found[0].seen, found[0].severity) == (Seen.MISSED_AGAIN, "critical")
    assert Seen.SLOWER not in {each.seen for each in found}, "it is about the same promise"
