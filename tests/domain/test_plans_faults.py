"""What is said of a plan's file that cannot be used: line, field and remedy, all of it at once."""

from typing import Final

import pytest

from tests.domain.own_plan import OWN, changed, problems_of

WORDS: Final = [
    ('name = "Gold"\n', "", "name is missing: write the plan's name, as clients know it"),
    ('"Gold"', '" "', "line 1: name is empty: write some words"),
    (
        '"es"',
        '"es-CO"',
        ("line 2: language is 'es-CO', which we do not speak: write one of en, es, pt; did you mean 'es'?"),
    ),
    (
        '"America/Bogota"',
        '"Bogota"',
        "line 3: time_zone is 'Bogota', which is no time zone: did you mean 'America/Bogota'?",
    ),
    (
        'default_severity = "high"',
        'default_severity = "hihg"',
        (
            "line 4: default_severity is 'hihg': write 'critical', 'high', 'medium' or 'low'; did you mean "
            "'high'?"
        ),
    ),
    (
        "= 14",
        "= 400",
        "line 6: reopen_days is 400, which will not do: write a whole number of days from 0 to 365",
    ),
    (
        "= 14",
        '= "14"',
        "line 6: reopen_days is '14', which will not do: write a whole number of days from 0 to 365",
    ),
    (
        "claim_counts_as_response = true",
        'claim_counts_as_response = "yes"',
        "line 7: claim_counts_as_response is 'yes', which will not do: write true or false",
    ),
    (
        "ask_again_minutes",
        "ask_again_minute",
        "line 8: ask_again_minute is no key that we know: did you mean ask_again_minutes?",
    ),
    (
        "[60, 80]",
        "[80, 60]",
        "line 11: warnings_percent is [80, 60]: write each number once, the smallest first",
    ),
    (
        "[60, 80]",
        "[0, 100]",
        (
            "line 11: warnings_percent[1] is 0, which will not do: write a list of whole numbers from 1 to "
            "99, such as [50, 75, 90]"
        ),
    ),
    (
        "[60, 80]",
        "[0, 100]",
        (
            "line 11: warnings_percent[2] is 100, which will not do: write a list of whole numbers from 1 "
            "to 99, such as [50, 75, 90]"
        ),
    ),
    (
        "step_minutes = 6",
        "step_minutes = 61",
        ("line 14: step_minutes is 61, which will not do: write a whole number of minutes from 1 to 60"),
    ),
    (
        'default_kind = "incident"',
        'default_kind = "out_of_scope"',
        (
            "line 5: default_kind is 'out_of_scope', and the plan has no kind of work of that name: write "
            "one of incident, question"
        ),
    ),
]

CALENDARS: Final = [
    (
        'business_calendar = "oficina"',
        'business_calendar = "oficna"',
        (
            "line 9: business_calendar is 'oficna', and the plan has no calendar of that name: did you "
            "mean 'oficina'?"
        ),
    ),
    (
        'business_calendar = "oficina"\n',
        "",
        "business_calendar is missing: write the name of the calendar of your business hours",
    ),
    (
        "mon-thu",
        "mon-thur",
        (
            "line 19: calendars.oficina.week.mon-thur is 'mon-thur', which is no day: write one such as "
            "'mon', or several as in 'mon-fri'"
        ),
    ),
    (
        'fri = ["08:00-12:00"] }',
        'fri = ["8-12"] }',
        (
            "line 19: calendars.oficina.week.fri[1] is '8-12': write opening and closing time, such as "
            "'09:00-18:00'"
        ),
    ),
    (
        'fri = ["08:00-12:00"] }',
        "fri = [] }",
        (
            "line 19: calendars.oficina.week.fri is [], which will not do: write opening hours by day, "
            'such as { mon-fri = ["09:00-18:00"] }'
        ),
    ),
    (
        'fri = ["08:00-12:00"] }',
        'thu = ["08:00-12:00"] }',
        "line 19: calendars.oficina.week.thu names thu again, after 'mon-thu': write each day once",
    ),
    (
        '"13:00-17:00"',
        '"11:00-17:00"',
        (
            "line 19: calendars.oficina.week.mon-thu has overlapping hours (08:00-12:00, 11:00-17:00): "
            "they may touch, and each hour is written once"
        ),
    ),
    (
        '"13:00-17:00"',
        '"22:00-09:00"',
        (
            "line 19: calendars.oficina.week.mon-thu opens on tue (08:00-12:00, 22:00-09:00) while the "
            "night before is still open: end that night earlier"
        ),
    ),
    (
        "[2026-07-20]",
        "[2026-07-21]",
        ("line 21: calendars.oficina.worked has 2026-07-21, which is no public holiday in CO: leave it out"),
    ),
    (
        'holidays = { country = "CO" }\n',
        "",
        (
            "line 20: calendars.oficina.worked has 2026-07-20, which is no public holiday here, where "
            "`holidays` names no country: leave it out"
        ),
    ),
    (
        "2026-12-24 =",
        "2026-12-25 =",
        (
            "line 27: calendars.oficina.shifts.2026-12-25 is a holiday, which wins over these hours: take "
            "it out of `closed`, or add it to `worked`"
        ),
    ),
    (
        '["08:00-10:00"]',
        '["08:00-10:00", "09:00-11:00"]',
        (
            "line 27: calendars.oficina.shifts.2026-12-24 has overlapping hours (08:00-10:00, "
            "09:00-11:00): they may touch, and each hour is written once"
        ),
    ),
    (
        "2026-12-31 =",
        "2026-13-31 =",
        (
            "line 24: calendars.oficina.closed.2026-13-31 is '2026-13-31', which will not do: write closed "
            'dates and why: 2026-12-31 = "Company holiday"'
        ),
    ),
]

TARGETS: Final = [
    (
        'first_response = "30m"',
        'first_response = "30 minutes"',
        (
            "line 88: severities.critical.first_response is '30 minutes', which is no length of time: "
            "write '4h', '30m', '2d', '1bd', 'next_planning' or 'best_effort'"
        ),
    ),
    (
        'first_response = "30m"',
        "first_response = 30",
        (
            "line 88: severities.critical.first_response is 30: write '4h', '30m', '2d', '1bd', "
            "'next_planning' or 'best_effort', or { within = \"4h\", calendar = \"24/7\" }"
        ),
    ),
    (
        'first_response = "30m"\n',
        "",
        (
            "line 83: severities.critical.first_response is missing: write '4h', '30m', '2d', '1bd', "
            "'next_planning' or 'best_effort'; { within = ..., calendar = ... } for a calendar of its own"
        ),
    ),
    (
        'within = "4h", calendar = "24/7"',
        'within = "4h"',
        (
            "line 98: severities.high.first_response is {'within': '4h'}: write '4h', '30m', '2d', '1bd', "
            "'next_planning' or 'best_effort', or { within = \"4h\", calendar = \"24/7\" }"
        ),
    ),
    (
        'within = "4h", calendar = "24/7"',
        'within = "4h", calendar = "siempre"',
        (
            "line 98: severities.high.first_response.calendar is 'siempre', and the plan has no calendar "
            "of that name: write one of 24/7, oficina"
        ),
    ),
    (
        'calendar = "24/7"\nfirst_response = "30m"',
        'calendar = "24-7"\nfirst_response = "30m"',
        (
            "line 87: severities.critical.calendar is '24-7', and the plan has no calendar of that name: "
            "did you mean '24/7'?"
        ),
    ),
    (
        'resolution = "2bd"',
        'resolution = "2d"',
        (
            "line 99: severities.high.resolution is '2d' on the calendar 'oficina', which is ambiguous, "
            "for its days are no 24 hours: write '16h' or '2bd'"
        ),
    ),
    (
        'resolution = "1d"',
        'resolution = "1bd"',
        (
            "line 91: severities.critical.resolution is '1bd' on the calendar '24/7', which knows no "
            "business days: write '24h', or a calendar that closes"
        ),
    ),
    (
        '[planning]\ntitle = "Planificación"\nday = 10\nat = "11:30"\n',
        "",
        (
            "line 108: severities.low.first_response is 'next_planning', and no planning is planned: add a "
            "table [planning]"
        ),
    ),
    (
        'first_response = "30m"',
        'first_response = "5h"',
        (
            "line 88: severities.critical.first_response is '5h', longer than the '4h' of high: promise "
            "what is worse no later than what is milder"
        ),
    ),
    (
        'first_response = "1bd"',
        'first_response = "best_effort"',
        (
            "line 105: severities.medium.first_response is 'best_effort', longer than the 'next_planning' "
            "of low: promise what is worse no later than what is milder"
        ),
    ),
    (
        'update = "2h"',
        'update = "25h"',
        (
            "line 90: severities.critical.update is '25h', longer than the resolution's '1d': write a "
            "shorter one, or a longer resolution"
        ),
    ),
    ("[severities.low]", "[severities.lowest]", "severities.low is missing: write a table [severities.low]"),
    (
        "[severities.low]",
        "[severities.lowest]",
        "line 108: severities.lowest is no key that we know: did you mean low?",
    ),
    (
        'label = "Alta"\n',
        "",
        (
            "line 94: severities.high.label is missing: write the plan's name for this level, at most 75 "
            "characters"
        ),
    ),
    (
        '"Alta"',
        f'"{"A" * 76}"',
        (
            f"line 95: severities.high.label is '{'A' * 76}', which will not do: write the plan's name for "
            "this level, at most 75 characters"
        ),
    ),
    (
        '["Un informe sale mal"]',
        "[]",
        (
            "line 104: severities.medium.examples is [], which will not do: write a list of examples in "
            'the client\'s words, such as ["Orders are stuck"]'
        ),
    ),
]

FAULTS: Final = [*WORDS, *CALENDARS, *TARGETS]


@pytest.mark.parametrize(("old", "new", "problem"), FAULTS, ids=[problem for _, _, problem in FAULTS])
def test_a_problem_names_line_field_and_remedy(old: str, new: str, problem: str) -> None:
    assert problem in problems_of(changed(old, new))


def test_a_mistake_is_told_once() -> None:
    for old, new in (
        ('first_response = "30m"', 'first_response = "30 minutes"'),
        ('calendar = "24/7"\nfirst_response = "30m"', 'calendar = "24-7"\nfirst_response = "30m"'),
        ('escalation = "urgente"', 'escalation = "urgent"'),
        ('first_response = "30m"', 'first_response = "5h"'),
        ('update = "2h"', 'update = "2bd"'),
    ):
        assert len(problems_of(changed(old, new))) == 1


def test_all_problems_are_told_at_once_from_top_to_bottom() -> None:
    text = changed('"es"', '"fr"').replace("= 14", "= -1").replace("kinds.incident", "kinds.bug")
    text = changed('resolution = "2bd"', 'resolution = "2d"', text)
    text = changed('"13:00-17:00"', '"11:00-17:00"', text)
    text = changed("repeats = 5", "repeats = 50", text)
    text = changed('calendar = "24/7"\nresolution = "2d"', 'calendar = "24/7"\nresolution = "2dd"', text)
    problems = problems_of(text, "My Plan.toml")
    assert [problem.split(" is ")[0].split(" has ")[0] for problem in problems] == [
        "the file's name",
        "line 2: language",
        "line 5: default_kind",
        "line 6: reopen_days",
        "line 19: calendars.oficina.week.mon-thu",
        "line 63: escalations.urgente[1].repeats",
        "line 99: severities.high.resolution",
        "line 120: kinds.bug",
        "line 138: addons.noches.changes.severities.high.resolution",
    ]


def test_text_that_is_not_toml_is_told_with_its_line() -> None:
    [said] = problems_of('name = "Gold"\nlanguage = \n')
    assert said.startswith("line 2: this is not TOML: Invalid value (column 12): look for a missing ")


@pytest.mark.parametrize("section", ["calendars", "severities", "kinds", "escalations", "addons", "hours"])
@pytest.mark.parametrize("nonsense", ["3", '"words"', "[1, 2]", "{ a = 1 }", "{ critical = 1, a = [3] }"])
def test_nonsense_in_place_of_a_table_is_a_problem_and_no_crash(section: str, nonsense: str) -> None:
    assert problems_of(f'{section} = {nonsense}\nname = "Gold"\n')


def test_the_plan_that_these_tests_spoil_can_be_used() -> None:
    with pytest.raises(pytest.fail.Exception):
        problems_of(OWN)
