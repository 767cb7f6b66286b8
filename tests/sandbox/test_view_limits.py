"""What Slack accepts as modals and App Homes."""

import pytest

from bot.sandbox.blocks import check_view
from tests.sandbox.kit import SECTION, TEXT_INPUT, Json, asked, markdown, modal, plain


@pytest.mark.parametrize(
    "view",
    [
        pytest.param(modal(SECTION, asked(TEXT_INPUT)), id="a modal"),
        pytest.param(
            modal(SECTION, callback_id="c", private_metadata="{}", close=plain("Back"), notify_on_close=True),
            id="options",
        ),
        pytest.param({"type": "modal", "title": plain("T"), "blocks": [SECTION]}, id="nothing to submit"),
        pytest.param({"type": "home", "blocks": [SECTION] * 100}, id="a home"),
        pytest.param({"type": "home", "blocks": []}, id="an empty home"),
    ],
)
def test_views_that_slack_takes(view: Json) -> None:
    assert check_view(view) == []


@pytest.mark.parametrize(
    ("view", "said"),
    [
        pytest.param("modal", "must provide an object [json-pointer:/view]", id="a text"),
        pytest.param({"blocks": []}, "missing required field: type [json-pointer:/view]", id="no type"),
        pytest.param(
            {"type": "page"}, "unsupported type: page [json-pointer:/view/type]", id="an unknown type"
        ),
        pytest.param(
            {"type": "modal", "blocks": []},
            "missing required field: title [json-pointer:/view]",
            id="no title",
        ),
        pytest.param({"type": "home"}, "missing required field: blocks [json-pointer:/view]", id="no blocks"),
        pytest.param(
            modal(title=plain("x" * 25)),
            "must be less than 25 characters [json-pointer:/view/title/text]",
            id="a title",
        ),
        pytest.param(
            modal(submit=plain("x" * 25)),
            "must be less than 25 characters [json-pointer:/view/submit/text]",
            id="submit",
        ),
        pytest.param(
            modal(close=plain("x" * 25)),
            "must be less than 25 characters [json-pointer:/view/close/text]",
            id="close",
        ),
        pytest.param(
            modal(private_metadata="x" * 3001),
            "must be less than 3001 characters [json-pointer:/view/private_metadata]",
            id="too much metadata",
        ),
        pytest.param(
            modal(callback_id="x" * 256),
            "must be less than 256 characters [json-pointer:/view/callback_id]",
            id="a callback id too long",
        ),
        pytest.param(
            modal(*[SECTION] * 101),
            "no more than 100 items allowed [json-pointer:/view/blocks]",
            id="101 blocks",
        ),
        pytest.param(
            {"type": "modal", "title": plain("T"), "blocks": [SECTION, asked(TEXT_INPUT)]},
            "must define `submit` to use `input` block [json-pointer:/view/blocks/1/input]",
            id="inputs and no way to send them",
        ),
        pytest.param(
            modal(id="V1"),
            "invalid additional property: id [json-pointer:/view]",
            id="what Slack adds itself",
        ),
        pytest.param(
            {"type": "home", "blocks": [], "title": plain("T")},
            "invalid additional property: title [json-pointer:/view]",
            id="a home has no title",
        ),
        pytest.param(
            modal(*[{"type": "section", "text": markdown("x" * 3000)}] * 90),
            "must be less than 250001 bytes [json-pointer:/view]",
            id="a view too large",
        ),
        pytest.param(
            modal({**SECTION, "text": markdown("x" * 3001)}),
            "must be less than 3001 characters [json-pointer:/view/blocks/0/text/text]",
            id="a block inside that is refused",
        ),
    ],
)
def test_views_that_slack_refuses(view: object, said: str) -> None:
    assert check_view(view) == [said]
