"""What differs between two plans, field by field."""

from typing import Final

import pytest

from bot.domain.plan_differences import differences
from bot.domain.plans import read_plan
from bot.views.plan_differences import difference_in_words, differences_as_json
from tests.domain.own_plan import OWN, changed


def told(new: str, old: str = OWN) -> list[str]:
    found = differences(read_plan(old, "gold.toml"), read_plan(new, "gold.toml"))
    return [difference_in_words(each) for each in found]


CHANGES: Final = [
    ("a number", "reopen_days = 14", "reopen_days = 10", ["reopen_days: was 14; is 10"]),
    (
        "yes and no",
        "claim_counts_as_response = true",
        "claim_counts_as_response = false",
        ["claim_counts_as_response: was true; is false"],
    ),
    (
        "a target",
        'first_response = "30m"',
        'first_response = "15m"',
        ["severities.critical.first_response: was 30m; is 15m"],
    ),
    (
        "a target with a calendar of its own",
        '{ within = "4h", calendar = "24/7" }',
        '"8h"',
        ["severities.high.first_response: was within 4h, calendar 24/7; is 8h"],
    ),
    (
        "hours",
        'fri = ["08:00-12:00"]',
        'fri = ["08:00-13:00"]',
        [
            (
                "calendars.oficina.week: was mon-thu 08:00-12:00, 13:00-17:00, fri 08:00-12:00; "
                "is mon-thu 08:00-12:00, 13:00-17:00, fri 08:00-13:00"
            )
        ],
    ),
    (
        "a closed date",
        '2026-12-31 = "Fin de año"',
        '2026-12-30 = "Fin de año"',
        [
            'calendars.oficina.closed.2026-12-30: added, "Fin de año"',
            'calendars.oficina.closed.2026-12-31: left out, was "Fin de año"',
        ],
    ),
    (
        "a date that is worked",
        "worked = [2026-07-20]",
        "worked = []",
        ["calendars.oficina.worked: was 2026-07-20; is none"],
    ),
    (
        "a list",
        "warnings_percent = [60, 80]",
        "warnings_percent = [50, 80]",
        ["warnings_percent: was 60, 80; is 50, 80"],
    ),
    (
        "what a kind of work costs",
        'coverage = "hours"',
        'coverage = "included"',
        ["kinds.question.coverage: was hours; is included"],
    ),
    (
        "a level of an escalation",
        'after = "30m"',
        'after = "45m"',
        ["escalations.urgente[2].after: was 30m; is 45m"],
    ),
    (
        "words",
        'contact = "Llame al número de emergencias."',
        'contact = "Escriba."',
        ['emergency.contact: was "Llame al número de emergencias."; is Escriba.'],
    ),
    (
        "a table that is left out",
        '[reports.yearly]\ntitle = "Balance"\nday = 8\n',
        "",
        ["reports.yearly.title: left out, was Balance", "reports.yearly.day: left out, was 8"],
    ),
    (
        "what an add-on changes",
        'first_response = "2h"',
        'first_response = "1h"',
        ["addons.noches.changes.severities.high.first_response: was 2h; is 1h"],
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "lines"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES]
)
def test_a_change_is_told_in_words(old: str, new: str, lines: list[str]) -> None:
    assert told(changed(old, new)) == lines


SAME: Final = [
    ("the file itself", "", ""),
    ("a comment", 'name = "Gold"', '# Since 2026.\nname = "Gold"'),
    (
        "days that are written one by one",
        'mon-thu = ["08:00-12:00", "13:00-17:00"]',
        ", ".join(f'{day} = ["08:00-12:00", "13:00-17:00"]' for day in ("mon", "tue", "wed", "thu")),
    ),
    (
        "a default that is written out",
        'title = "Balance"\nday = 8',
        'title = "Balance"\nday = 8\nat = "09:00"',
    ),
    ("hours as minutes", 'monthly = "10h"', 'monthly = "600m"'),
    ("spaces between words", 'meaning = "Un problema menor"', 'meaning = "Un  problema menor "'),
]


@pytest.mark.parametrize(("old", "new"), [row[1:] for row in SAME], ids=[row[0] for row in SAME])
def test_what_means_the_same_is_no_difference(old: str, new: str) -> None:
    written = changed(old, new) if old else OWN
    assert told(written) == []
    assert told(OWN, written) == []


def test_the_order_is_that_of_the_new_file() -> None:
    new = changed("reopen_days = 14", "reopen_days = 10", changed("step_minutes = 6", "step_minutes = 10"))
    new = "step_minutes = 10\n" + changed("step_minutes = 10\n", "", new)
    assert told(new) == ["step_minutes: was 6; is 10", "reopen_days: was 14; is 10"]


def test_the_order_of_the_kinds_of_work_is_a_difference_for_clients_choose_from_them() -> None:
    head, question, rest = OWN.partition("[kinds.question]")
    asked, incident, others = rest.partition("[kinds.incident]")
    body, addons, tail = others.partition("[addons.noches]")
    swapped = f"{head}{incident}{body}{question}{asked}{addons}{tail}"
    assert told(swapped) == ["kinds: was question, incident; is incident, question"]


def test_a_whole_policy_may_come_and_go() -> None:
    high = '[severities.high]\nlabel = "Alta"'
    new = changed(high, f'{high}\nescalation = "calma"')
    new += '\n[[escalations.calma]]\nclock = "resolution"\npercent = 90\nnotify = ["assignee"]\n'
    assert told(new) == [
        "escalations.calma[1].clock: added, resolution",
        "escalations.calma[1].percent: added, 90",
        "escalations.calma[1].notify: added, assignee",
        "severities.high.escalation: added, calma",
    ]
    assert [line.partition(":")[2] for line in told(OWN, new)] == [
        " left out, was resolution",
        " left out, was 90",
        " left out, was assignee",
        " left out, was calma",
    ]


def test_programs_get_the_values_as_the_files_have_them() -> None:
    old = read_plan(OWN, "gold.toml")
    new = read_plan(changed("worked = [2026-07-20]", ""), "silver.toml")
    assert differences_as_json(old, new, differences(old, new)) == {
        "old": {"plan": "gold", "version": old.version},
        "new": {"plan": "silver", "version": new.version},
        "changes": [{"field": "calendars.oficina.worked", "old": ["2026-07-20"], "new": None}],
    }
