"""Names, titles and addresses in a message about a ticket."""

from dataclasses import replace

import pytest

from bot.views.scene import message_address, named, title_of
from tests.views.kit import NAMES, TICKET, URL, scene


@pytest.mark.parametrize(
    ("person", "name"),
    [
        pytest.param("U0SAM", "Sam", id="somebody we know"),
        pytest.param("hourglass", "Hourglass", id="the bot itself"),
        pytest.param("U0XYZ", "", id="an id that stands for itself tells nobody anything"),
        pytest.param(None, "", id="nobody"),
    ],
)
def test_people_are_called_by_their_names(person: str | None, name: str) -> None:
    assert named({**NAMES, "U0XYZ": "U0XYZ"}, person) == name


def test_a_person_without_a_name_is_called_so_by_each_side() -> None:
    drawn = scene(language="es")
    assert (drawn.name("U0XYZ"), drawn.client_name("U0XYZ")) == ("somebody", "Alguien del equipo")


def test_a_title_is_one_line_and_never_empty() -> None:
    assert title_of(replace(TICKET, title="a\n b &amp; <@U0KIM>"), NAMES) == "a b & @Kim"
    assert title_of(replace(TICKET, title=" "), NAMES, "pt") == "(sem texto)"


@pytest.mark.parametrize(
    ("ts", "thread_ts", "address"),
    [
        ("17.000100", None, f"{URL}archives/C1/p17000100"),
        ("17.000200", "17.000100", f"{URL}archives/C1/p17000200?thread_ts=17.000100&cid=C1"),
        (None, None, ""),
    ],
)
def test_a_message_has_the_address_that_slack_gives_it(
    ts: str | None, thread_ts: str | None, address: str
) -> None:
    assert message_address(URL, "C1", ts, thread_ts) == address
    assert message_address(URL.rstrip("/"), "C1", ts, thread_ts) == address
