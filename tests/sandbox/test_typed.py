"""What people type becomes Slack's text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.typed import command_text, mentioned, slack_text

USERS = {"Hourglass": "U0BOT", "ana": "U0ANA", "ana maria": "U0AM", "sam.o'neil": "U0SAM"}
CHANNELS = {"triage": "C0TRI", "#acme": "C0ACME", "acme-north": "C0NORTH"}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        pytest.param("hello", "hello", id="plain words stay"),
        pytest.param("@Hourglass status", "<@U0BOT> status", id="a mention"),
        pytest.param("@hourglass status", "<@U0BOT> status", id="in any case"),
        pytest.param("ask @Ana, please", "ask <@U0ANA>, please", id="before a comma"),
        pytest.param("@ana maria knows", "<@U0AM> knows", id="the longest name wins"),
        pytest.param("@anabel", "@anabel", id="a longer word is nobody"),
        pytest.param("@nobody", "@nobody", id="an unknown name stays as typed"),
        pytest.param("@sam.o'neil!", "<@U0SAM>!", id="a name with signs in it"),
        pytest.param("see #triage", "see <#C0TRI|triage>", id="a channel"),
        pytest.param(
            "#acme-north not #acme", "<#C0NORTH|acme-north> not <#C0ACME|acme>", id="channels alike"
        ),
        pytest.param("a#triage", "a#triage", id="a sign inside a word"),
        pytest.param("a < b && c > d", "a &lt; b &amp;&amp; c &gt; d", id="escapes"),
        pytest.param(
            "<@U0ANA> <!channel>", "&lt;@U0ANA&gt; &lt;!channel&gt;", id="nobody can type Slack's markup"
        ),
        pytest.param("@here @Channel @everyone", "<!here> <!channel> <!everyone>", id="calls to all"),
        pytest.param("@hereford", "@hereford", id="not a call to all"),
        pytest.param("https://a.example/x?b=1&c=2", "<https://a.example/x?b=1&amp;c=2>", id="an address"),
        pytest.param(
            "(see https://a.example/x).", "(see <https://a.example/x>).", id="punctuation stays outside"
        ),
        pytest.param(
            "https://a.example/x_(y)", "<https://a.example/x_(y)>", id="brackets that belong to the address"
        ),
        pytest.param("https://a.example/@ana", "<https://a.example/@ana>", id="no mention in an address"),
        pytest.param("bo@acme.example", "<mailto:bo@acme.example|bo@acme.example>", id="a mail address"),
        pytest.param("`@ana <b>`", "`@ana &lt;b&gt;`", id="code is not linked"),
        pytest.param("```\n@ana\n```", "```\n@ana\n```", id="nor is a code block"),
        pytest.param("one\ntwo", "one\ntwo", id="lines stay"),
    ],
)
def test_a_message_as_slack_stores_it(typed: str, stored: str) -> None:
    assert slack_text(typed, USERS, CHANNELS) == stored


def test_nobody_known_means_nobody_mentioned() -> None:
    assert slack_text("@ana #triage", {}, {}) == "@ana #triage"


@given(st.text(alphabet=st.characters(exclude_characters="&<>"), max_size=40))
def test_nothing_typed_can_break_out_of_its_escapes(typed: str) -> None:
    stored = slack_text(f"<{typed}>", {}, {})
    assert stored.startswith("&lt;")
    assert stored.count("<") == stored.count(">")


def test_people_mentioned_come_once_and_in_order() -> None:
    stored = slack_text("@ana and @Hourglass and @ana, not <@U0SAM>", USERS, CHANNELS)
    assert mentioned(stored) == ("U0ANA", "U0BOT")
    assert mentioned("<@W0KIM|kim> <#C0TRI|triage> <!here>") == ("W0KIM",)
    assert mentioned("") == ()


@pytest.mark.parametrize(
    ("escape", "text"),
    [
        pytest.param(True, "assign 1 <@U0ANA|ana> in <#C0TRI|triage> a&amp;b", id="with should_escape: ids"),
        pytest.param(False, "assign 1 @Ana in #triage a&b", id="without: as typed"),
    ],
)
def test_the_text_of_a_command(escape: bool, text: str) -> None:
    assert command_text("assign 1 @Ana in #triage a&b", USERS, CHANNELS, escape=escape) == text


def test_a_user_group_is_mentioned_by_its_id() -> None:
    groups = {"seniors": "S0SENIORS"}
    assert slack_text("@Seniors, @ana", USERS, CHANNELS, groups) == f"<!subteam^S0SENIORS>, <@{USERS['ana']}>"
    assert command_text("@seniors", USERS, CHANNELS, groups, escape=True) == "<!subteam^S0SENIORS|@seniors>"
    assert command_text("@seniors", USERS, CHANNELS, groups, escape=False) == "@seniors"
