"""Words, numbers and times, in each language; people's words made harmless."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.markup import Safe, clip, escape, link, pieces, quote, readable, spoken
from bot.views.text import age, ago, moment, plain, say, typed
from tests.views.kit import HOSTILE, NAMES, NOW

_SIGNS = st.text(alphabet="ab &<>;@!|*\n", max_size=60)


def test_facts_in_a_sentence_are_escaped() -> None:
    assert say("en", "client.say.claimed", name="<!channel> & co") == (
        "&lt;!channel&gt; &amp; co is looking into it."
    )


def test_facts_that_are_markup_of_ours_stand_as_they_are() -> None:
    assert say("en", "client.say.claimed", name=Safe("<@U1>")) == "<@U1> is looking into it."


def test_plain_text_is_not_escaped() -> None:
    assert plain("en", "staff.modal.reply.intro", title="A & B", client="<C>").startswith("*A & B*")


def test_a_sentence_can_stand_in_another() -> None:
    inner = say("en", "client.say.claimed", name="A & B")
    assert "A &amp; B is" in say("en", "staff.page.entry", at="now", line=inner)


def test_what_only_staff_read_is_english_in_every_language() -> None:
    assert plain("pt", "staff.button.claim") == "Claim"


def test_an_unknown_sentence_is_a_bug() -> None:
    with pytest.raises(KeyError, match="no such sentence"):
        say("en", "no such sentence")


@pytest.mark.parametrize(
    ("language", "number", "text"),
    [
        ("en", 1, "1 message"),
        ("en", 2, "2 messages"),
        ("es", 1, "1 mensaje"),
        ("es", 2, "2 mensajes"),
        ("pt", 1, "1 mensagem"),
        ("pt", 1_000_000, "1000000 mensagens"),
    ],
)
def test_plurals_follow_the_language(language: str, number: int, text: str) -> None:
    assert say(language, "client.ticket.messages", n=number) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Tue, Mar 3, 2026, 11:05"),
        ("es", "mar, 3 mar 2026, 11:05"),
        ("pt-BR", "ter., 3 de mar. de 2026, 11:05"),
        ("xx", "Tue, Mar 3, 2026, 11:05"),
    ],
)
def test_a_moment_is_told_by_the_readers_clock_and_language(language: str, text: str) -> None:
    assert moment(NOW, language, "America/Sao_Paulo") == text


@pytest.mark.parametrize(
    ("passed", "language", "text"),
    [
        (timedelta(seconds=59), "en", "less than a minute"),
        (timedelta(minutes=-5), "en", "less than a minute"),
        (timedelta(minutes=5), "en", "5 min"),
        (timedelta(hours=2, minutes=5), "en", "2 hr 5 min"),
        (timedelta(hours=2), "pt", "2 h"),
        (timedelta(days=3, hours=1, minutes=9), "en", "3 days 1 hr"),
        (timedelta(days=1, minutes=9), "pt", "1 dia 9 min"),
    ],
)
def test_an_age_is_told_in_its_two_largest_units(passed: timedelta, language: str, text: str) -> None:
    assert age(NOW - passed, NOW, language) == text


def test_an_age_on_a_card_goes_on_by_itself() -> None:
    at = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
    assert ago(at, NOW) == f"<!date^{int(at.timestamp())}^{{ago}}|5 min ago>"


def test_what_people_type_becomes_readable_and_harmless() -> None:
    assert typed(HOSTILE, NAMES) == (
        "@channel &amp; &lt;script&gt;alert(1)&lt;/script&gt; *bold* ```code @Sam &amp; "
        "<https://a.test/?a=1&amp;b=2> | `x`"
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a &lt; b &amp;&amp; c", "a < b && c"),
        ("a < b & c", "a < b & c"),
        ("<@U0SAM> and <@U0XYZ>", "@Sam and @U0XYZ"),
        ("<#C1|general> <!here>", "#general @here"),
    ],
)
def test_text_from_slack_and_text_from_a_form_read_alike(text: str, shown: str) -> None:
    assert readable(text, NAMES) == shown


def test_a_link_ends_before_the_sentence_does() -> None:
    assert (
        typed("See https://a.test/x. Or (https://b.test)!")
        == "See <https://a.test/x>. Or (<https://b.test>)!"
    )


def test_escaping_twice_is_escaping_once() -> None:
    assert escape(escape("a & b")) == "a &amp; b"


def test_a_label_cannot_break_out_of_its_link() -> None:
    assert link("https://a.test/|x", "a|b>c") == "<https://a.test/%7Cx|a/b&gt;c>"
    assert link("", "no address") == "no address"


def test_a_quotation_quotes_each_line() -> None:
    assert quote(Safe("a\n\nb")) == ">a\n>\n>b"


def test_our_own_markup_is_taken_out_where_slack_reads_none() -> None:
    assert spoken(Safe("#1 &amp; *Still broken*: `/ticket show 1`")) == "#1 & Still broken: /ticket show 1"


@given(_SIGNS, st.integers(1, 60))
def test_clipping_keeps_to_the_limit_and_begins_as_the_text_does(text: str, most: int) -> None:
    cut = clip(escape(text), most)
    assert len(cut) <= most
    assert escape(text).startswith(cut.removesuffix("…").rstrip())


@given(_SIGNS, st.integers(1, 60))
def test_clipping_never_cuts_an_entity(text: str, most: int) -> None:
    cut = clip(escape(text), most)
    assert "&" not in cut.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")


def test_clipping_never_cuts_a_token() -> None:
    assert clip("see <https://a.test/long|here> now", 20) == "see…"


@given(_SIGNS, st.integers(8, 60))
def test_a_long_text_in_pieces_loses_nothing_but_white_space(text: str, most: int) -> None:
    parts = pieces(escape(text), most)
    assert all(0 < len(part) <= most for part in parts)
    assert "".join("".join(parts).split()) == "".join(escape(text).split())
