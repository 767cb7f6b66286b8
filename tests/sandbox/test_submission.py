"""Pressing, picking and submitting: the payloads that Slack makes of what a person does."""

from itertools import count
from typing import Any

import pytest

from bot.sandbox.blocks import (
    ControlValueError,
    UnknownFieldError,
    UnknownOptionError,
    WrongValueError,
    action_payload,
    assign_block_ids,
    element_at,
    state_of,
    stored_blocks,
    submission_errors,
)

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": True}


def option(value: str) -> Json:
    return {"text": plain(value.title()), "value": value}


HIGH, LOW = option("high"), option("low")
RICH = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "hi"}]}],
}


def element(kind: str, **more: object) -> Json:
    return {"type": kind, "action_id": "a", **more}


def view(*inputs: Json, **more: object) -> Json:
    blocks = [
        {"type": "input", "block_id": f"b{place}", "element": one, **more} for place, one in enumerate(inputs)
    ]
    return {"type": "modal", "blocks": blocks}


def choosing(kind: str, **more: object) -> Json:
    return element(kind, options=[HIGH, LOW], **more)


@pytest.mark.parametrize(
    ("used", "value", "held"),
    [
        pytest.param(choosing("static_select"), "low", {"selected_option": LOW}, id="a select"),
        pytest.param(choosing("radio_buttons"), "high", {"selected_option": HIGH}, id="radio buttons"),
        pytest.param(choosing("overflow"), "low", {"selected_option": LOW}, id="a menu"),
        pytest.param(choosing("checkboxes"), ["low"], {"selected_options": [LOW]}, id="checkboxes"),
        pytest.param(choosing("checkboxes"), None, {"selected_options": []}, id="nothing checked"),
        pytest.param(
            choosing("multi_static_select"),
            ["low", "high"],
            {"selected_options": [LOW, HIGH]},
            id="several options",
        ),
        pytest.param(element("users_select"), "U1", {"selected_user": "U1"}, id="a person"),
        pytest.param(element("multi_users_select"), "U1", {"selected_users": ["U1"]}, id="people"),
        pytest.param(
            element("conversations_select"), "C1", {"selected_conversation": "C1"}, id="a conversation"
        ),
        pytest.param(element("channels_select"), "C1", {"selected_channel": "C1"}, id="a channel"),
        pytest.param(element("datepicker"), "2026-03-01", {"selected_date": "2026-03-01"}, id="a date"),
        pytest.param(element("timepicker"), "09:30", {"selected_time": "09:30"}, id="a time"),
        pytest.param(
            element("datetimepicker"), 1767225600, {"selected_date_time": 1767225600}, id="a moment"
        ),
        pytest.param(element("plain_text_input"), "words", {"value": "words"}, id="a text"),
        pytest.param(
            element("external_select"),
            "x",
            {"selected_option": {"text": plain("x"), "value": "x"}},
            id="an option that came from the app",
        ),
        pytest.param(
            element("static_select", option_groups=[{"label": plain("g"), "options": [LOW]}]),
            "low",
            {"selected_option": LOW},
            id="an option in a group",
        ),
    ],
)
def test_an_action_as_the_app_gets_it(used: Json, value: object, held: Json) -> None:
    payload = action_payload(used, "block", value, "1700000000.000100")
    assert payload == {
        "type": used["type"],
        "action_id": "a",
        "block_id": "block",
        "action_ts": "1700000000.000100",
        **held,
    }


def test_a_pressed_button_repeats_what_it_says() -> None:
    pressed = element("button", text=plain("Claim"), value="142", style="primary")
    assert action_payload(pressed, "card", None, "1.1") == {
        "type": "button",
        "action_id": "a",
        "block_id": "card",
        "text": plain("Claim"),
        "value": "142",
        "style": "primary",
        "action_ts": "1.1",
    }


def test_an_action_repeats_what_was_chosen_at_first() -> None:
    payload = action_payload(choosing("static_select", initial_option=LOW), "b", "high", "1.1")
    assert (payload["initial_option"], payload["selected_option"]) == (LOW, HIGH)


@pytest.mark.parametrize(
    "kind", ["static_select", "radio_buttons", "overflow", "checkboxes", "multi_static_select"]
)
def test_an_option_that_is_not_offered_is_refused_with_those_that_are(kind: str) -> None:
    with pytest.raises(UnknownOptionError, match="it offers: high, low") as refused:
        action_payload(choosing(kind), "b", "urgent", "1.1")
    assert refused.value.offered == ("high", "low")
    assert isinstance(refused.value, ControlValueError)


@pytest.mark.parametrize(
    ("used", "value", "said"),
    [
        pytest.param(element("datepicker"), "1 March", "a date like", id="a date in words"),
        pytest.param(element("timepicker"), "9:30am", "a time like", id="a time in words"),
        pytest.param(element("plain_text_input"), ["a"], "a text", id="a list as text"),
        pytest.param(element("users_select"), True, "a text", id="a flag as person"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(used: Json, value: object, said: str) -> None:
    with pytest.raises(WrongValueError, match=said):
        action_payload(used, "b", value, "1.1")


def test_an_element_is_found_wherever_it_lies() -> None:
    go, more = {**element("button"), "action_id": "go"}, {**element("overflow"), "action_id": "more"}
    blocks = [
        {"type": "section", "block_id": "one", "accessory": more},
        {"type": "actions", "block_id": "two", "elements": [go]},
        {"type": "actions", "block_id": "three", "elements": [go]},
        {
            "type": "container",
            "block_id": "four",
            "child_blocks": [{"type": "actions", "elements": [element("button")]}],
        },
    ]
    assert element_at(blocks, "more") == ("one", more)
    assert element_at(blocks, "go") == ("two", go)
    assert element_at(blocks, "go", "three") == ("three", go)
    assert element_at(blocks, "a") == ("four", element("button"))
    assert element_at(blocks, "go", "one") is None
    assert element_at(blocks, "stop") is None
    assert element_at(None, "go") is None


def test_state_holds_what_was_given_and_else_what_was_there() -> None:
    shown = view(
        element("plain_text_input", initial_value="draft"),
        element("plain_text_input"),
        choosing("static_select", initial_option=LOW),
        choosing("checkboxes"),
        element("rich_text_input"),
    )
    state = state_of(shown, {"b0": {"a": "final"}, "b4": {"a": "hi"}})
    assert state == {
        "b0": {"a": {"type": "plain_text_input", "value": "final"}},
        "b1": {"a": {"type": "plain_text_input", "value": None}},
        "b2": {"a": {"type": "static_select", "selected_option": LOW}},
        "b3": {"a": {"type": "checkboxes", "selected_options": []}},
        "b4": {"a": {"type": "rich_text_input", "rich_text_value": RICH}},
    }


def test_what_was_there_at_first_can_be_emptied() -> None:
    shown = view(element("plain_text_input", initial_value="draft"))
    assert state_of(shown, {"b0": {"a": ""}})["b0"]["a"]["value"] is None


def test_state_includes_choices_outside_input_blocks_but_no_buttons() -> None:
    blocks = [
        {"type": "section", "block_id": "s", "accessory": choosing("static_select")},
        {"type": "actions", "block_id": "x", "elements": [element("button"), choosing("overflow")]},
    ]
    state = state_of({"type": "modal", "blocks": blocks}, {})
    assert state == {"s": {"a": {"type": "static_select", "selected_option": None}}}


def test_a_field_that_the_view_has_not_is_refused() -> None:
    with pytest.raises(UnknownFieldError, match="b9/a in this view; it has: b0/a"):
        state_of(view(element("plain_text_input")), {"b9": {"a": "x"}})


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        pytest.param(element("plain_text_input"), "", "required field", id="left empty"),
        pytest.param(element("plain_text_input"), "x", "", id="filled in"),
        pytest.param(choosing("static_select"), None, "required field", id="nothing chosen"),
        pytest.param(choosing("checkboxes"), [], "required field", id="nothing checked"),
        pytest.param(element("plain_text_input", min_length=5), "four", "at least 5", id="too short"),
        pytest.param(element("plain_text_input", max_length=3), "four", "no more than 3", id="too long"),
        pytest.param(
            element("plain_text_input"), "x" * 3001, "no more than 3000", id="longer than any field"
        ),
        pytest.param(element("email_text_input"), "ana", "email", id="no mail address"),
        pytest.param(element("email_text_input"), "ana@acme.example", "", id="a mail address"),
        pytest.param(element("url_text_input"), "acme", "URL", id="no web address"),
        pytest.param(element("url_text_input"), "https://acme.example", "", id="a web address"),
        pytest.param(
            element("number_input", is_decimal_allowed=False), "1.5", "whole", id="a part of a number"
        ),
        pytest.param(element("number_input", is_decimal_allowed=True), "1.5", "", id="a decimal number"),
        pytest.param(element("number_input", is_decimal_allowed=True), "many", "a number", id="no number"),
        pytest.param(
            element("number_input", is_decimal_allowed=False, min_value="3"),
            "2",
            "3 or greater",
            id="too small",
        ),
        pytest.param(
            element("number_input", is_decimal_allowed=False, max_value="3"), 4, "3 or less", id="too great"
        ),
        pytest.param(
            choosing("multi_static_select", max_selected_items=1),
            ["high", "low"],
            "no more than 1",
            id="too many",
        ),
    ],
)
def test_what_slack_refuses_before_it_sends(field: Json, value: object, said: str) -> None:
    errors = submission_errors(view(field), {"b0": {"a": value}})
    assert errors.keys() == ({"b0"} if said else set())
    assert said in errors.get("b0", "")


def test_an_optional_field_may_stay_empty_but_not_be_wrong() -> None:
    optional = view(element("plain_text_input", min_length=5), optional=True)
    assert submission_errors(optional, {}) == {}
    assert submission_errors(optional, {"b0": {"a": "four"}}).keys() == {"b0"}


def test_what_is_there_at_first_counts_as_filled_in() -> None:
    assert submission_errors(view(choosing("static_select", initial_option=LOW)), {}) == {}


def test_ids_left_out_are_filled_in_and_the_rest_is_kept() -> None:
    numbers = count(1)
    blocks: list[Json] = [
        {"type": "actions", "elements": [{"type": "button", "text": plain("Go")}, element("button")]},
        {"type": "divider", "block_id": "mine"},
        {"type": "image", "image_url": "https://a.example/b.png", "alt_text": "a"},
    ]
    filled = assign_block_ids(blocks, lambda: f"id{next(numbers)}")
    assert [block["block_id"] for block in filled] == ["id2", "mine", "id3"]
    assert [one["action_id"] for one in filled[0]["elements"]] == ["id1", "a"]
    assert "action_id" not in filled[2]
    assert "block_id" not in blocks[0]


def test_stored_texts_spell_out_their_defaults() -> None:
    blocks = [
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "x"},
            "fields": [{"type": "plain_text", "text": "y"}],
        }
    ]
    (stored,) = stored_blocks(blocks, lambda: "abcde")
    assert stored == {
        "type": "section",
        "block_id": "abcde",
        "text": {"type": "mrkdwn", "text": "x", "verbatim": False},
        "fields": [{"type": "plain_text", "text": "y", "emoji": True}],
    }
