"""What comes back from Slack says which ticket it is about, and what was entered."""

from typing import Any

import pytest

from bot.sandbox.blocks import state_of
from bot.views import ids
from bot.views.modals import details_modal
from bot.views.setup import setup_modal
from bot.views.submitted import text_in, texts_in
from tests.views.kit import CHANNEL, plan, scene


@pytest.mark.parametrize(
    ("action", "number", "word"),
    [
        pytest.param({"value": "142", "block_id": "card:142:7"}, 142, "", id="a button"),
        pytest.param({"value": "142:critical"}, 142, "critical", id="a button with a word"),
        pytest.param(
            {"block_id": "severity:142:7", "selected_option": {"value": "low"}}, 142, "low", id="a select"
        ),
    ],
)
def test_an_action_says_which_ticket_and_what(action: dict[str, object], number: int, word: str) -> None:
    assert (ids.ticket_of(action), ids.word_of(action)) == (number, word)


def test_an_action_about_no_ticket_is_refused() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        ids.ticket_of({"block_id": "x1y"})


def test_a_modal_carries_its_ticket() -> None:
    view = details_modal(scene())
    assert ids.ticket_in(view) == 142
    assert ids.unpack({}) == {}
    assert ids.unpack({"private_metadata": "[1]"}) == {}


def filled(view: dict[str, object], values: dict[str, dict[str, Any]]) -> dict[str, object]:
    """The view as Slack sends it back."""
    return {**view, "state": {"values": state_of(view, values)}}


def test_what_was_entered_is_read_from_the_submission() -> None:
    values: dict[str, dict[str, Any]] = {
        ids.CLIENT: {ids.CLIENT: "Acme"},
        ids.PLAN: {ids.PLAN: "matai-growth"},
        ids.TRIAGE: {ids.TRIAGE: "C0TRIAGE"},
        ids.ACCOUNT_MANAGER: {ids.ACCOUNT_MANAGER: "U0SAM"},
        ids.APPROVERS: {ids.APPROVERS: ["U0ANA", "U0BO"]},
    }
    view = filled(setup_modal(CHANNEL, [plan()]), values)
    read = [text_in(view, name) for name in (ids.CLIENT, ids.PLAN, ids.TRIAGE, ids.ACCOUNT_MANAGER)]
    assert read == ["Acme", "matai-growth", "C0TRIAGE", "U0SAM"]
    assert texts_in(view, ids.APPROVERS) == ("U0ANA", "U0BO")
    assert [text_in(view, name) for name in (ids.LANGUAGE, ids.INTAKE, ids.JOIN_MINUTES)] == [
        "en",
        "auto",
        "5",
    ]


def test_what_was_left_empty_is_empty() -> None:
    view = filled(details_modal(scene()), {})
    assert [text_in(view, name) for name in ids.DETAILS] == [""] * 5
    assert texts_in(view, "no such field") == ()
