"""What a mention of the bot is: a question, a cry for help without a word, or a call for a ticket."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pytest

from bot.domain.desks import Attachment, Message, Side
from bot.domain.grouping import Query, mentions, question_in

BOT: Final = "U0BOT"
SAID: Final = Message("C1", "2.0", None, "U1", Side.CLIENT, "", datetime(2026, 3, 2, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("<@U0BOT> status", True),
        ("hello <@U0BOT|hourglass>", True),
        ("<@U0BOTTOM> status", False),
        ("write `&lt;@U0BOT&gt;` to call it", False),
        ("<!channel> @Hourglass", False),
    ],
)
def test_who_is_mentioned(text: str, called: bool) -> None:
    assert mentions(text, BOT) is called


@pytest.mark.parametrize(
    ("text", "thread_ts", "question"),
    [
        ("<@U0BOT> status", None, (Query.STATUS, "")),
        ("<@U0BOT>, status of #142?", None, (Query.STATUS, "142")),
        ("estado 7 <@U0BOT>", None, (Query.STATUS, "7")),
        ("<@U0BOT> ajuda", "1.0", (Query.HELP, "")),
        ("<@U0BOT>", None, (Query.HELP, "")),
        ("<@U0BOT> ", "2.0", (Query.HELP, "")),
        ("<@U0BOT>", "1.0", None),
        ("<@U0BOT> status page is down", None, None),
        ("status", None, None),
    ],
)
def test_what_is_asked(text: str, thread_ts: str | None, question: tuple[Query, str] | None) -> None:
    assert question_in(replace(SAID, text=text, thread_ts=thread_ts), BOT, "es") == question


def test_with_a_file_nothing_is_a_question() -> None:
    picture = Attachment("F1", "error.png", "image/png", "https://files.example/F1")
    assert question_in(replace(SAID, text="<@U0BOT> help", files=(picture,)), BOT, "en") is None
