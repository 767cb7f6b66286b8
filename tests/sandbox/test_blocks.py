"""What Slack accepts as blocks, and in which words it refuses the rest."""

import pytest
from slack_sdk.models import blocks as sdk

from bot.sandbox.blocks import Surface, check_blocks
from tests.sandbox.kit import (
    CONFIRM,
    LIST_ITEM,
    PICTURE,
    SECTION,
    TEXT_INPUT,
    Json,
    actions,
    asked,
    button,
    chart,
    markdown,
    option,
    plain,
    select,
    table,
)


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(SECTION, id="a section"),
        pytest.param(
            {"type": "section", "fields": [markdown("a"), plain("b")]}, id="a section of fields alone"
        ),
        pytest.param(
            {**SECTION, "accessory": button(style="primary", value="1", confirm=CONFIRM)}, id="a button"
        ),
        pytest.param({**SECTION, "accessory": PICTURE}, id="a picture beside a section"),
        pytest.param(actions(button("a"), button("b", style="danger"), select()), id="actions"),
        pytest.param(
            actions(select("radio_buttons", initial_option=option("b"))),
            id="radio buttons",
        ),
        pytest.param(
            actions({"type": "overflow", "options": [option("x", url="https://a.example")]}), id="a menu"
        ),
        pytest.param(
            actions(
                {"type": "static_select", "option_groups": [{"label": plain("g"), "options": [option("a")]}]},
                {"type": "users_select", "initial_user": "U1", "placeholder": plain("Who")},
                {"type": "datepicker", "initial_date": "2026-03-01"},
                {"type": "timepicker", "initial_time": "09:30"},
                {"type": "multi_conversations_select", "filter": {"include": ["public"]}},
            ),
            id="pickers",
        ),
        pytest.param({"type": "context", "elements": [markdown("a"), plain("b"), PICTURE]}, id="a context"),
        pytest.param({"type": "divider", "block_id": "line"}, id="a divider"),
        pytest.param({"type": "header", "text": plain("A headline")}, id="a header"),
        pytest.param({**PICTURE, "title": plain("A chart")}, id="a picture"),
        pytest.param(
            {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "an uploaded chart"},
            id="an uploaded picture",
        ),
        pytest.param(asked(TEXT_INPUT, hint=plain("Be brief"), optional=True), id="an input"),
        pytest.param(
            {
                "type": "rich_text",
                "elements": [{"type": "rich_text_list", "style": "bullet", "elements": [LIST_ITEM]}],
            },
            id="a rich text",
        ),
    ],
)
@pytest.mark.parametrize("surface", ["message", "modal", "home"])
def test_what_every_surface_takes(block: Json, surface: Surface) -> None:
    assert check_blocks([block], surface) == []


@pytest.mark.parametrize(
    ("block", "surfaces"),
    [
        pytest.param({"type": "markdown", "text": "# Hi"}, {"message"}, id="markdown"),
        pytest.param(table(), {"message"}, id="a table"),
        pytest.param(chart(), {"message"}, id="a chart"),
        pytest.param(
            {"type": "file", "external_id": "A", "source": "remote"}, {"message"}, id="a remote file"
        ),
        pytest.param({"type": "alert", "text": markdown("!")}, {"modal"}, id="an alert"),
        pytest.param(asked({"type": "email_text_input"}), {"modal"}, id="a mail address"),
        pytest.param(asked({"type": "number_input", "is_decimal_allowed": False}), {"modal"}, id="a number"),
        pytest.param(asked({"type": "rich_text_input"}), {"modal", "home"}, id="a rich text to write"),
        pytest.param(actions({"type": "datetimepicker"}), {"message", "modal"}, id="a moment"),
    ],
)
def test_what_only_some_surfaces_take(block: Json, surfaces: set[Surface]) -> None:
    everywhere: tuple[Surface, ...] = ("message", "modal", "home")
    assert {surface for surface in everywhere if not check_blocks([block], surface)} == surfaces


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        pytest.param("hello", "must provide an array [json-pointer:/blocks]", id="a text instead of a list"),
        pytest.param(
            ["hello"], "must provide an object [json-pointer:/blocks/0]", id="a text instead of a block"
        ),
        pytest.param([{}], "missing required field: type [json-pointer:/blocks/0]", id="no type"),
        pytest.param(
            [{"type": "x"}], "unsupported type: x [json-pointer:/blocks/0/type]", id="an unknown type"
        ),
        pytest.param(
            [{"type": []}], "unsupported type: [] [json-pointer:/blocks/0/type]", id="a type that is a list"
        ),
        pytest.param([SECTION] * 51, "no more than 50 items allowed [json-pointer:/blocks]", id="51 blocks"),
        pytest.param(
            [SECTION, {"type": "section", "text": markdown("x" * 3001)}],
            "must be less than 3001 characters [json-pointer:/blocks/1/text/text]",
            id="a section too long",
        ),
        pytest.param(
            [{"type": "section", "text": markdown("")}],
            "must be more than 0 characters [json-pointer:/blocks/0/text/text]",
            id="an empty text",
        ),
        pytest.param(
            [{"type": "section", "text": {**markdown("x"), "emoji": True}}],
            "invalid additional property: emoji [json-pointer:/blocks/0/text]",
            id="emoji belongs to plain text",
        ),
        pytest.param(
            [{"type": "section"}],
            "must define either `text` or `fields` [json-pointer:/blocks/0]",
            id="an empty section",
        ),
        pytest.param(
            [{"type": "section", "fields": [plain("x")] * 11}],
            "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
            id="11 fields",
        ),
        pytest.param(
            [{"type": "section", "fields": [plain("x" * 2001)]}],
            "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
            id="a field too long",
        ),
        pytest.param(
            [{**SECTION, "accessory": None}],
            "must provide an object [json-pointer:/blocks/0/accessory]",
            id="null is not an omission",
        ),
        pytest.param(
            [{**SECTION, "color": "red"}],
            "invalid additional property: color [json-pointer:/blocks/0]",
            id="a stray key",
        ),
        pytest.param(
            [{"type": "header", "text": markdown("x")}],
            "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
            id="a header with formatting",
        ),
        pytest.param(
            [{"type": "header", "text": plain("x" * 151)}],
            "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
            id="a header too long",
        ),
        pytest.param(
            [{"type": "image", "image_url": "https://a.example/b.png"}],
            "missing required field: alt_text [json-pointer:/blocks/0]",
            id="a picture without words",
        ),
        pytest.param(
            [{"type": "image", "alt_text": "a"}],
            "must define either `image_url` or `slack_file` [json-pointer:/blocks/0]",
            id="a picture from nowhere",
        ),
        pytest.param(
            [{"type": "context", "elements": [plain("x")] * 11}],
            "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
            id="11 in a context",
        ),
        pytest.param(
            [actions(*(button(str(n)) for n in range(26)))],
            "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
            id="26 buttons",
        ),
        pytest.param(
            [actions()], "no less than 1 items allowed [json-pointer:/blocks/0/elements]", id="no button"
        ),
        pytest.param(
            [actions(button(), button())],
            "`action_id` go already exists for another element [json-pointer:/blocks/0/elements/1/action_id]",
            id="an action id twice in a block",
        ),
        pytest.param(
            [{**SECTION, "block_id": "a"}, {"type": "divider", "block_id": "a"}],
            "`block_id` a already exists for another block [json-pointer:/blocks/1/block_id]",
            id="a block id twice",
        ),
        pytest.param(
            [{"type": "divider", "block_id": "x" * 256}],
            "must be less than 256 characters [json-pointer:/blocks/0/block_id]",
            id="a block id too long",
        ),
        pytest.param(
            [asked(TEXT_INPUT, optional="yes")],
            "must provide a boolean [json-pointer:/blocks/0/optional]",
            id="a flag",
        ),
        pytest.param(
            [asked(TEXT_INPUT) | {"label": plain("x" * 2001)}],
            "must be less than 2001 characters [json-pointer:/blocks/0/label/text]",
            id="a label too long",
        ),
        pytest.param(
            [table(), table()],
            "no more than 1 table blocks allowed [json-pointer:/blocks/1]",
            id="two tables",
        ),
        pytest.param(
            [table(cells=21)],
            "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]",
            id="21 columns",
        ),
        pytest.param(
            [chart(title="x" * 51)],
            "must be less than 51 characters [json-pointer:/blocks/0/title]",
            id="a chart's title",
        ),
        pytest.param(
            [chart(chart={"type": "pie", "segments": [{"label": "a", "value": "3"}]})],
            "must provide a number [json-pointer:/blocks/0/chart/segments/0/value]",
            id="a slice that is a text",
        ),
        pytest.param(
            [{"type": "markdown", "text": "x" * 7000}] * 2,
            "markdown blocks must be less than 12001 characters together [json-pointer:/blocks]",
            id="too much markdown together",
        ),
        pytest.param(
            [
                {
                    "type": "rich_text",
                    "elements": [{**LIST_ITEM, "elements": [{"type": "blink", "text": "x"}]}],
                }
            ],
            "unsupported type: blink [json-pointer:/blocks/0/elements/0/elements/0/type]",
            id="rich text of an unknown kind",
        ),
    ],
)
def test_what_is_refused_and_in_which_words(blocks: object, said: str) -> None:
    assert check_blocks(blocks, "message") == [said]


def test_every_problem_is_told() -> None:
    said = check_blocks([{"type": "x"}, {"type": "header", "text": plain("")}], "message")
    assert said == [
        "unsupported type: x [json-pointer:/blocks/0/type]",
        "must be more than 0 characters [json-pointer:/blocks/1/text/text]",
    ]


def test_what_the_sdk_builds_is_accepted() -> None:
    choices = [sdk.Option(text=f"Level {n}", value=f"{n}", description="more") for n in range(4)]
    built = [
        sdk.HeaderBlock(text="Ticket 142"),
        sdk.SectionBlock(text="*Acme*", accessory=sdk.StaticSelectElement(action_id="s", options=choices)),
        sdk.ActionsBlock(
            elements=[
                sdk.ButtonElement(text="Claim", action_id="claim", value="142", style="primary"),
                sdk.OverflowMenuElement(action_id="more", options=choices),
                sdk.ConversationSelectElement(
                    action_id="where", filter=sdk.ConversationFilter(include=["public"])
                ),
            ]
        ),
        sdk.ContextBlock(elements=[sdk.MarkdownTextObject(text="since 7am")]),
        sdk.InputBlock(
            label="What", element=sdk.PlainTextInputElement(action_id="w", multiline=True, max_length=9)
        ),
    ]
    assert check_blocks([block.to_dict() for block in built], "modal") == []
