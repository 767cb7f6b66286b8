"""What is said of a plan's file that names the holidays of a country, or of a part of it, that is unknown."""

from typing import Final

import pytest

from tests.domain.own_plan import changed, problems_of

FAULTS: Final = [
    (
        '"CO"',
        '"COL0"',
        (
            "line 20: calendars.oficina.holidays has the country 'COL0', which is not known: write the "
            "code of a country, such as 'BR' for Brazil"
        ),
    ),
    (
        '"CO"',
        '"Colombia"',
        (
            "line 20: calendars.oficina.holidays has the country 'Colombia', which is not known: write "
            "the code of a country, such as 'BR' for Brazil; did you mean 'CO' (Colombia)?"
        ),
    ),
    (
        '"CO"',
        '"Brasil"',
        (
            "line 20: calendars.oficina.holidays has the country 'Brasil', which is not known: write the "
            "code of a country, such as 'BR' for Brazil; did you mean 'BR' (Brazil) or 'BH' (Bahrain)?"
        ),
    ),
    (
        '"CO" }',
        '"CO", subdivision = "BOG" }',
        (
            "line 20: calendars.oficina.holidays has the subdivision 'BOG', which is not known: leave it "
            "out, for Colombia has none"
        ),
    ),
    (
        'country = "CO"',
        'country = "BR", subdivision = "PS"',
        (
            "line 20: calendars.oficina.holidays has the subdivision 'PS', which is not known: write the "
            "code of one in Brazil, such as 'AC' (Acre): it has AC, AL, AM, AP, BA, CE, DF, ES, GO, MA, MG, "
            "MS, MT, PA, PB, PE, PI, PR, RJ, RN, RO, RR, RS, SC, SE, SP, TO, São Paulo Capital"
        ),
    ),
    (
        'country = "CO"',
        'country = "BR", subdivision = "Sao Paulo"',
        (
            "line 20: calendars.oficina.holidays has the subdivision 'Sao Paulo', which is not known: write "
            "the code of one in Brazil, such as 'AC' (Acre); did you mean 'SP' (São Paulo) or 'São Paulo "
            "Capital'?"
        ),
    ),
]


@pytest.mark.parametrize(("old", "new", "problem"), FAULTS, ids=[problem for _, _, problem in FAULTS])
def test_a_country_that_is_unknown_is_refused_with_those_that_it_may_be(
    old: str, new: str, problem: str
) -> None:
    assert problem in problems_of(changed(old, new))
