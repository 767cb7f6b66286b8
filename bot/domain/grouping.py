"""What a client's message is: courtesy, a question for Hourglass, a new report, or more of the last one."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Final

from bot.domain.courtesy import is_plain_courtesy
from bot.domain.desks import Message
from bot.domain.plain_text import (
    clauses,
    folded_words,
    shortened,
    unwrapped,
    without_emoji,
    without_marks,
    words_of,
)
from bot.domain.tickets import Severity
from bot.domain.times_asked import is_of_time, without_time
from bot.domain.words import WORDS, WordList, languages_from

TITLE_LENGTH: Final = 120
_MOST_LINES: Final = 40
_LONGEST_LINE: Final = 1_000
_LONGEST_NUMBER: Final = 9
_MARKS: Final = " \"'`*_.,;:!?"
"""May stand around a name."""


class Query(StrEnum):
    """A question that Hourglass answers by itself, without a ticket."""

    STATUS = "status"
    HOURS = "hours"
    HELP = "help"
    DIGEST = "digest"


def _all_words(lists: Sequence[tuple[str, ...]]) -> frozenset[str]:
    """Return the single words of every list, as they are compared."""
    return frozenset(word for each in lists for phrase in each for word in folded_words(phrase))


_NEGATIONS: Final = _all_words([words.negations for words in WORDS.values()])
_BRIDGES: Final = _all_words([words.bridges for words in WORDS.values()])
_PLEASE: Final = _all_words([words.please for words in WORDS.values()])
_FILLERS: Final = _PLEASE | _all_words([words.query_fillers for words in WORDS.values()])


def _phrases_by_first_word(words: WordList) -> Mapping[str, Sequence[tuple[Severity, tuple[str, ...]]]]:
    """Return what each phrase sounds like, found by its first word: messages may be 40,000 letters long."""
    found: dict[str, list[tuple[Severity, tuple[str, ...]]]] = {}
    for level, phrases in words.severities.items():
        for phrase in map(folded_words, phrases):
            found.setdefault(phrase[0], []).append((level, phrase))
    return found


def _queries_by_word(words: WordList) -> Mapping[str, Query]:
    return {word: Query(name) for name, each in words.queries.items() for word in _all_words([each])}


_SEVERITIES: Final = {language: _phrases_by_first_word(words) for language, words in WORDS.items()}
_QUERIES: Final = {language: _queries_by_word(words) for language, words in WORDS.items()}


def is_courtesy(text: str, language: str) -> bool:
    """Return whether *text* is mere courtesy, which opens nothing; empty text is not: files may hang on it.

    The client's language decides what sounds severe; courtesy is understood in every language we know.
    """
    return is_plain_courtesy(text) and suggested_severity(text, language) is None


def suggested_severity(text: str, language: str) -> Severity | None:
    """Return the worst severity that the words of *text* name and do not deny, or None.

    The client's language comes first; the others count where it finds nothing.
    """
    spoken = [folded_words(clause) for clause in clauses(unwrapped(text))]
    for each in languages_from(language):
        named = {level for clause in spoken for level in _claims(clause, each)}
        if named:
            return min(named, key=list(Severity).index)
    return None


def _claims(clause: Sequence[str], language: str) -> Iterator[Severity]:
    """Yield the severities that *clause* names without denying them."""
    for start, word in enumerate(clause):
        for level, phrase in _SEVERITIES[language].get(word, ()):
            if clause[start : start + len(phrase)] == phrase and not _is_denied(clause[:start]):
                yield level


def _is_denied(before: Sequence[str]) -> bool:
    """Return whether the words before a phrase deny it: "is not very", "não é"."""
    for word in reversed(before):
        if word in _NEGATIONS or word.endswith("n't"):
            return True
        if word not in _BRIDGES:
            return False
    return False


def read_query(text_after_mention: str, language: str) -> tuple[Query, str] | None:
    """Return which question this is and the ticket's number it names (or ""), or None where it is a report.

    A digest's time may be named too: "digest of October".

    "status", "status #142, please" and "how many hours do we have left?" are questions;
    "status page is down" and "help, the order sync is broken" are reports.
    """
    words = folded_words(without_emoji(unwrapped(text_after_mention))[0])
    at, query = _first_query(words, language)
    if query is None:
        return None
    rest = [*words[:at], *words[at + 1 :]]
    rest = without_time(rest) if query is Query.DIGEST else rest
    numbers = [word for word in rest if word.isdecimal() and len(word) <= _LONGEST_NUMBER]
    # A cry for help may be a report: nothing but a polite word may stand beside it.
    fillers = _PLEASE if query is Query.HELP else _FILLERS
    if len(numbers) > 1 or any(word not in fillers and word not in numbers for word in rest):
        return None
    return query, "" if query is Query.DIGEST else "".join(numbers)


def question_in(message: Message, bot_id: str, language: str) -> tuple[Query, str] | None:
    """Return what a message asks the bot (see `read_query`), or None; who only calls it asks for help.

    With a file, or called from a thread without a word, the bot is to take care of what stands there.
    """
    if message.files or not mentions(message.text, bot_id):
        return None
    said = strip_mention(message.text, bot_id)
    if not said:
        return (Query.HELP, "") if _is_top_level(message) else None
    return read_query(said, language)


def question_of_whom(message: Message, bot_id: str) -> tuple[Query, str] | None:
    """Return what stands after "hours" or "digest" in a mention that begins so: "hours of Acme, please".

    As it was typed, without the time of a digest. It may be whose they are, or a report of what is wrong with
    them. None: it is no such mention.
    """
    if message.files or not mentions(message.text, bot_id):
        return None
    first, *rest = unwrapped(strip_mention(message.text, bot_id)).split() or [""]
    named = {words.get(word) for word in folded_words(first) for words in _QUERIES.values()}
    query = next((each for each in (Query.HOURS, Query.DIGEST) if each in named), None)
    if query is None:
        return None
    while rest and _is_filler(rest[0], query):
        del rest[0]
    while rest and _is_filler(rest[-1], query):
        del rest[-1]
    name = " ".join(rest).strip(_MARKS)
    return (query, name) if name else None


def _is_filler(word: str, query: Query) -> bool:
    return _FILLERS.issuperset(folded_words(word)) or (query is Query.DIGEST and is_of_time(word))


def _first_query(words: Sequence[str], language: str) -> tuple[int, Query | None]:
    """Return the first word that names a query, and its place; help counts only where it comes first."""
    for at, word in enumerate(words):
        named = [_QUERIES[each][word] for each in languages_from(language) if word in _QUERIES[each]]
        if named and (named[0] is not Query.HELP or at == 0):
            return at, named[0]
    return 0, None


def mentions(text: str, bot_id: str) -> bool:
    """Return whether *text* mentions the bot; what stands in code as an example does not."""
    return f"<@{bot_id}>" in text or f"<@{bot_id}|" in text


def strip_mention(text: str, bot_id: str) -> str:
    """Return *text* without mentions of the bot, and without the punctuation that followed them."""
    if not mentions(text, bot_id):
        return text.strip()
    mention = re.compile(rf"<@{re.escape(bot_id)}(?:\|[^<>]*)?>[ \t]*[,:;]?[ \t]*")
    return mention.sub("", text).strip()


def title_of(text: str) -> str:
    """Return the first telling line of *text*, plain, cut at a word to 120 characters; "" if it is empty.

    Courtesies ("Hi team,") give way to a later line. The result is not escaped for Slack.
    """
    cut = (line[:_LONGEST_LINE] for line in unwrapped(text).splitlines()[:_MOST_LINES])
    lines = [line for line in map(without_marks, cut) if line]
    telling = next((line for line in lines if _tells(line)), "")
    return shortened(telling or next(iter(lines), ""), TITLE_LENGTH)


def _tells(line: str) -> bool:
    """Return whether a line holds words that are no courtesy."""
    return bool(words_of(without_emoji(line)[0])) and not is_plain_courtesy(line)


def joins(previous: Message, message: Message, *, minutes: int, staff_spoke: bool) -> bool:
    """Return whether *message* goes on where *previous* ended instead of opening a ticket of its own.

    Both stand at the top level of one channel, by one author, at most *minutes* apart, and no staff reply
    lies between. Slack promises no order, so either may be the earlier one.
    """
    together = (previous.channel, previous.author) == (message.channel, message.author)
    near = abs(message.at - previous.at) <= timedelta(minutes=minutes)
    top = _is_top_level(previous) and _is_top_level(message)
    return minutes > 0 and together and near and top and not staff_spoke


def _is_top_level(message: Message) -> bool:
    """A message that has replies carries its own `ts` as its thread's."""
    return message.thread_ts in {None, message.ts}
