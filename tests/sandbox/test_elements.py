"""Buttons, selects and inputs: the limits that Slack holds them to."""

import pytest

from bot.sandbox.blocks import check_blocks
from tests.sandbox.kit import CONFIRM, SECTION, TEXT_INPUT, actions, asked, button, option, plain, select


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        pytest.param(
            [{**SECTION, "accessory": TEXT_INPUT}],
            "unsupported type: plain_text_input [json-pointer:/blocks/0/accessory/type]",
            id="a text field outside an input block",
        ),
        pytest.param(
            [asked(button())],
            "unsupported type: button [json-pointer:/blocks/0/element/type]",
            id="a button as input",
        ),
        pytest.param(
            [actions({**button(), "text": plain("x" * 76)})],
            "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
            id="a button's text too long",
        ),
        pytest.param(
            [actions(button(value="x" * 2001))],
            "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
            id="a button's value too long",
        ),
        pytest.param(
            [actions(button(style="default"))],
            "must be a valid enum value [json-pointer:/blocks/0/elements/0/style]",
            id="a style that there is not",
        ),
        pytest.param(
            [actions(button(style=None))],
            "must provide a string [json-pointer:/blocks/0/elements/0/style]",
            id="no style given as null",
        ),
        pytest.param(
            [actions(button(url="here"))],
            "must match the pattern [A-Za-z][A-Za-z0-9+.-]*:\\S+ [json-pointer:/blocks/0/elements/0/url]",
            id="an address that is none",
        ),
        pytest.param(
            [actions(button("x" * 256))],
            "must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]",
            id="an action id too long",
        ),
        pytest.param(
            [actions(button(confirm={**CONFIRM, "deny": plain("x" * 31)}))],
            "must be less than 31 characters [json-pointer:/blocks/0/elements/0/confirm/deny/text]",
            id="a refusal too long",
        ),
        pytest.param(
            [actions(select(options=[option(str(n)) for n in range(101)]))],
            "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
            id="101 options",
        ),
        pytest.param(
            [actions(select(options=[]))],
            "no less than 1 items allowed [json-pointer:/blocks/0/elements/0/options]",
            id="no option",
        ),
        pytest.param(
            [actions({"type": "static_select"})],
            "must define either `options` or `option_groups` [json-pointer:/blocks/0/elements/0]",
            id="a select without options",
        ),
        pytest.param(
            [actions(select("radio_buttons", options=[option(str(n)) for n in range(11)]))],
            "no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]",
            id="11 radio buttons",
        ),
        pytest.param(
            [actions(select(options=[option("x" * 151)]))],
            "must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]",
            id="an option's value too long",
        ),
        pytest.param(
            [actions(select(options=[option("a", "x" * 76)]))],
            "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]",
            id="an option's text too long",
        ),
        pytest.param(
            [actions(select(options=[option("a", description=plain("x" * 76))]))],
            "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/description/text]",
            id="an option's description too long",
        ),
        pytest.param(
            [actions(select(options=[option("a", url="https://a.example")]))],
            "invalid additional property: url [json-pointer:/blocks/0/elements/0/options/0]",
            id="an address is for menus only",
        ),
        pytest.param(
            [actions(select(initial_option=option("c")))],
            "must be one of the provided options [json-pointer:/blocks/0/elements/0/initial_option]",
            id="an initial option that is not offered",
        ),
        pytest.param(
            [actions(select("multi_static_select", initial_options=[]))],
            "must be one of the provided options [json-pointer:/blocks/0/elements/0/initial_options]",
            id="initial options that are empty",
        ),
        pytest.param(
            [actions({"type": "overflow", "options": [option(str(n)) for n in range(6)]})],
            "no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]",
            id="6 in a menu",
        ),
        pytest.param(
            [actions({"type": "datepicker", "initial_date": "1.3.2026"})],
            r"must match the pattern \d{4}-\d{2}-\d{2} [json-pointer:/blocks/0/elements/0/initial_date]",
            id="a date written otherwise",
        ),
        pytest.param(
            [asked(TEXT_INPUT | {"max_length": 3001})],
            "must be less than 3001 [json-pointer:/blocks/0/element/max_length]",
            id="a field longer than allowed",
        ),
        pytest.param(
            [asked(TEXT_INPUT | {"min_length": 9, "max_length": 3})],
            "cannot be greater than `max_length` [json-pointer:/blocks/0/element/min_length]",
            id="bounds the wrong way round",
        ),
    ],
)
def test_elements_that_are_refused(blocks: object, said: str) -> None:
    assert check_blocks(blocks, "message") == [said]
