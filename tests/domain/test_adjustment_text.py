"""A change of hours as it is typed: whose, by how much, and why."""

import pytest

from bot.cost_errors import BadWorkError
from bot.domain.adjustment_text import Adjustment, read_adjustment


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("acme +2h Credit", Adjustment("acme", 120, "Credit")),
        ("acme -45m Counted twice", Adjustment("acme", -45, "Counted twice")),
        ("Acme Orders + 1h30 for 3h of outage", Adjustment("Acme Orders", 90, "for 3h of outage")),
        ("banco-litoral \N{MINUS SIGN}1.5h gift", Adjustment("banco-litoral", -90, "gift")),
        ("+2h", Adjustment("", 120, "")),
        ("co-2h-op +1h x", Adjustment("co-2h-op", 60, "x")),
    ],
)
def test_what_is_typed_is_read(typed: str, expected: Adjustment) -> None:
    assert read_adjustment(typed) == expected


@pytest.mark.parametrize(
    "typed",
    ["", "acme", "acme 2h why", "acme +two why", "acme +0h why", "acme +2d why", "acme +2000h why", "acme +"],
)
def test_what_says_no_hours_is_refused(typed: str) -> None:
    with pytest.raises(BadWorkError) as refused:
        read_adjustment(typed)
    assert (refused.value.why, refused.value.typed) == ("adjustment", typed)
