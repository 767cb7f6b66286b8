"""The catalogue is whole: every language has every sentence a client reads, and none is there for nothing."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.views.text import LANGUAGES, sentences

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    path for folder in ("bot", "handlers", "scheduled") for path in sorted((ROOT / folder).rglob("*.py"))
]
KEY = re.compile(r"(?:client|staff)\.[a-z_.]+")


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def for_clients(language: str) -> dict[str, str]:
    return {key: text for key, text in sentences(language).items() if key.startswith("client.")}


def written_out() -> set[str]:
    """Keys that stand in the sources as they are; some are beginnings that others are put on."""
    found = set()
    for node in nodes():
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.fullmatch(node.value):
            found.add(node.value.removesuffix("."))
    return found


def put_together() -> set[re.Pattern[str]]:
    """The forms of keys that the sources put together: f"staff.modal.{key}.title"."""
    return {_form(node) for node in nodes() if isinstance(node, ast.JoinedStr) and _begins_a_key(node)}


def nodes() -> Iterator[ast.AST]:
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        parts = {
            id(each) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for each in node.values
        }
        yield from (node for node in ast.walk(tree) if id(node) not in parts)


def _begins_a_key(node: ast.JoinedStr) -> bool:
    first = node.values[0]
    return isinstance(first, ast.Constant) and bool(KEY.match(str(first.value)))


def _form(node: ast.JoinedStr) -> re.Pattern[str]:
    parts = [
        re.escape(str(each.value)) if isinstance(each, ast.Constant) else r"[a-z_]+" for each in node.values
    ]
    # A variant or a plural form may follow.
    return re.compile("".join(parts) + r"(\.[a-z_]+)?")


@pytest.mark.parametrize("language", LANGUAGES)
def test_clients_can_read_every_sentence_in_their_language(language: str) -> None:
    assert set(for_clients(language)) == set(for_clients("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_has_the_same_facts_in_every_language(language: str) -> None:
    english = {key: places(text) for key, text in for_clients("en").items()}
    assert {key: places(text) for key, text in for_clients(language).items()} == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty_or_begins_or_ends_with_white_space(language: str) -> None:
    # A remark that follows another word begins with its space.
    wrong = [key for key, text in sentences(language).items() if not text or text != text.rstrip()]
    assert wrong == []


@pytest.mark.parametrize("language", ["es", "pt"])
def test_other_languages_translate_what_they_hold(language: str) -> None:
    assert [key for key in sentences(language) if not key.startswith("client.")] == []
    alike = [key for key, text in for_clients(language).items() if text == sentences("en")[key]]
    names_and_figures = {"client.notice.title", "client.opened.level", "client.opened.level_bare"}
    shapes = {
        "client.plan.call.titled",
        "client.say.reply",
        "client.hours.kind",
        "client.ticket.detail",
        "client.ticket.head",
        "client.say.root",
        *(f"client.digest.measured.{each}" for each in ("part", "row", "missing")),
        "client.agenda.head",
        "client.agenda.issue",
        "client.agenda.ticket",
        "client.agenda.titled",
        "client.chart.promises.note",
        "client.report.percent",
        "client.report.column.ticket",
    }
    figures = {f"client.length.{unit}" for unit in ("hours", "minutes", "seconds")}
    figures |= {"client.statement.column.ticket", "client.statement.csv.ticket"}
    figures |= {"client.chart.promises.note", "client.report.percent", "client.report.column.ticket"}
    lines = {"client.list.row", "client.why.step", "client.why.open", "client.closed.holiday"}
    assert set(alike) <= names_and_figures | shapes | figures | lines


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_have_both_forms(language: str) -> None:
    known = sentences(language)
    ones = {
        key.removesuffix(".one") for key in known if key.endswith(".one") and not key.endswith("help.one")
    }
    assert all(f"{key}.other" in known for key in ones)


def test_every_sentence_is_used() -> None:
    whole, forms, known = written_out(), put_together(), sentences("en")
    beginnings = tuple(f"{key}." for key in whole if key not in known)
    unused = [
        key
        for key in known
        if key not in whole
        and not key.startswith(beginnings)
        and not any(form.fullmatch(key) for form in forms)
    ]
    assert unused == []


def test_every_key_in_the_sources_has_a_sentence() -> None:
    known = sentences("en")
    missing = [key for key in written_out() if not any(f"{each}.".startswith(f"{key}.") for each in known)]
    assert missing == []


def test_every_form_of_keys_in_the_sources_has_a_sentence() -> None:
    known = sentences("en")
    missing = [form.pattern for form in put_together() if not any(form.fullmatch(key) for key in known)]
    assert missing == []
