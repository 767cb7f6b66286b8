"""The clients file's rotations, and what is said of those that cannot be used."""

from datetime import date, time
from typing import Final

import pytest

from bot.domain.clients_file import read_clients_file
from bot.domain.rotations_file import AbsenceEntry, RotationEntry
from bot.errors import BadFileError

SMALL: Final = """\
[rotations.L1]
members = ["sam", "@kim"]
handover = "mon 09:00"
time_zone = "Europe/London"
starts_on = 2026-01-05
absences = [{ person = "kim", from = 2026-12-24, to = 2026-12-26 }]

[rotations.night_shift]
members = ["U012AB3CD"]
handover = "daily 22:00"
time_zone = "UTC"
"""


def test_rotations_stay_as_written() -> None:
    assert read_clients_file(SMALL, "clients.toml").rotations == (
        RotationEntry(
            "L1",
            ("sam", "@kim"),
            "Europe/London",
            0,
            time(9),
            date(2026, 1, 5),
            (AbsenceEntry("kim", date(2026, 12, 24), date(2026, 12, 26)),),
        ),
        RotationEntry("night_shift", ("U012AB3CD",), "UTC", None, time(22), None, ()),
    )


LINE: Final = "line 2: rotations.L1.members"
FAULTS: Final = [
    ('["sam", "@kim"]', "[]", f"{LINE} is [], which will not do: write a list of names or ids in the order"),
    ('["sam", "@kim"]', '["sam", "@Sam"]', f"{LINE}[2] is '@Sam' again: write each member once"),
    ('["sam", "@kim"]', '["sam", ""]', f'{LINE}[2] is empty: write a name or id, such as "max"'),
    (
        '"mon 09:00"',
        '"moon 9"',
        "line 3: rotations.L1.handover is 'moon 9': write a day and an hour, such as 'mon 09:00' or 'daily",
    ),
    (
        '"Europe/London"',
        '"Europe/Londn"',
        "line 4: rotations.L1.time_zone is 'Europe/Londn', which is no time zone: did you mean",
    ),
    (
        "2026-01-05",
        '"2026-01-05"',
        "line 5: rotations.L1.starts_on is '2026-01-05', which will not do: write a day without quotation",
    ),
    (
        "to = 2026-12-26",
        "to = 2026-12-23",
        "line 6: rotations.L1.absences[1].to is 2026-12-23, which lies before 2026-12-24: write the last day",
    ),
    (
        "to = 2026-12-26",
        "until = 2026-12-26",
        "line 6: rotations.L1.absences[1].to is missing: write the last day, without quotation",
    ),
    (
        "to = 2026-12-26",
        "until = 2026-12-26",
        "line 6: rotations.L1.absences[1].until is no key that we know: the keys here are from, person, to",
    ),
    (
        "[rotations.L1]",
        '[rotations."L 1"]',
        "line 1: rotations.L 1 is 'L 1': write letters, digits and hyphens, as plans name it: [rotations.L1]",
    ),
    ("handover =", "hand_over =", "line 1: rotations.L1.handover is missing: write a day and an hour: "),
    ("[rotations.L1]\nmembers", "rotations = 5\nmembers", "line 1: rotations is 5, which will not do"),
]


@pytest.mark.parametrize(("old", "new", "wrong"), FAULTS, ids=[new for _, new, _ in FAULTS])
def test_what_cannot_be_used_is_named_with_its_remedy(old: str, new: str, wrong: str) -> None:
    text = SMALL.partition("\n\n")[0].replace(old, new)
    with pytest.raises(BadFileError) as refused:
        read_clients_file(text, "clients.toml")
    assert any(str(each).startswith(wrong) for each in refused.value.problems), refused.value.problems
