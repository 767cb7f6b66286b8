"""Settings: what is accepted, what is refused and how, and that every one of them is documented."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.logs import LogFormat, LogLevel
from bot.settings import (
    Settings,
    SettingsError,
    read_database_url,
    read_settings,
    setting_name,
)

ROOT = Path(__file__).resolve().parents[2]
ENOUGH = {"SLACK_BOT_TOKEN": "xoxb-1-right", "SLACK_APP_TOKEN": "xapp-1-right"}
NAMES = sorted(setting_name(field) for field in Settings.model_fields)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A value that cannot be used, and what the owner reads about it."""

    sentence: str
    name: str
    value: str
    wrong: str


REFUSALS = [
    Refusal("a bot token is needed", "SLACK_BOT_TOKEN", "", "is not set"),
    Refusal("blanks are not a bot token", "SLACK_BOT_TOKEN", "  ", "is not set"),
    Refusal("a user token is no bot token", "SLACK_BOT_TOKEN", "xoxp-1", "does not start with xoxb-"),
    Refusal("a bot token is no app token", "SLACK_APP_TOKEN", "xoxb-1", "does not start with xapp-"),
    Refusal("HTTP needs the signing secret", "SLACK_APP_TOKEN", "", "neither is SLACK_APP_TOKEN"),
    Refusal("an API address has a scheme", "SLACK_API_URL", "slack.com/api", "is not a web address"),
    Refusal("MySQL is not supported", "DATABASE_URL", "mysql://db/x", "is not the address of a database"),
    Refusal("a SQLite file has a name", "DATABASE_URL", "sqlite:///", "is not the address of a database"),
    Refusal("a port is a number", "PORT", "http", "is 'http', not a number"),
    Refusal("port 0 is no port", "PORT", "0", "is 0, which is no port"),
    Refusal("ports end at 65535", "PORT", "65536", "is 65536, which is no port"),
    Refusal("the plans folder exists", "HOURGLASS_PLANS", "/no/such/folder", "does not exist"),
    Refusal("the clients file exists", "HOURGLASS_CLIENTS", "/no/such/file", "does not exist"),
    Refusal("a channel's name has no blanks", "HOURGLASS_TRIAGE", "our triage", "which is no channel"),
    Refusal("LOUD is no log level", "LOG_LEVEL", "LOUD", "is 'LOUD', which is no level"),
    Refusal("blue is no background", "HOURGLASS_CHARTS", "blue", "which is no background: write light,"),
    Refusal("xml is no log format", "LOG_FORMAT", "xml", "is 'xml', which is no format"),
]


def problems(environ: Mapping[str, str]) -> dict[str, str]:
    with pytest.raises(SettingsError) as caught:
        read_settings(environ)
    return {problem.name: str(problem) for problem in caught.value.problems}


def test_two_tokens_are_enough() -> None:
    settings = read_settings(ENOUGH)
    assert settings.slack_bot_token.get_secret_value() == "xoxb-1-right"
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.database_url == "sqlite:///hourglass.db"
    assert (settings.host, settings.port) == ("127.0.0.1", 3000)
    assert (settings.log_level, settings.log_format) == (LogLevel.INFO, LogFormat.CONSOLE)
    assert (settings.plans, settings.clients, settings.triage) == (None, None, None)


def test_http_needs_a_signing_secret_and_no_app_token() -> None:
    settings = read_settings({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "hush"})
    assert settings.slack_app_token is None
    assert settings.slack_signing_secret is not None


def test_every_setting_is_taken_from_its_own_name(tmp_path: Path) -> None:
    clients = tmp_path / "clients.toml"
    clients.write_text("", encoding="utf-8")
    settings = read_settings(
        ENOUGH
        | {
            "SLACK_SIGNING_SECRET": "hush",
            "SLACK_API_URL": "http://127.0.0.1:8811/api",
            "DATABASE_URL": "postgres://me:pass@db/hourglass",
            "HOST": "0.0.0.0",  # noqa: S104 - what an owner behind a proxy writes
            "PORT": "8080",
            "HOURGLASS_PLANS": str(tmp_path),
            "HOURGLASS_CLIENTS": str(clients),
            "HOURGLASS_TRIAGE": "#triage",
            "LOG_LEVEL": "debug",
            "LOG_FORMAT": "JSON",
        }
    )
    assert settings.slack_api_url == "http://127.0.0.1:8811/api/"
    assert settings.database_url == "postgresql://me:pass@db/hourglass"
    assert (settings.host, settings.port) == ("0.0.0.0", 8080)  # noqa: S104 - as above
    assert (settings.plans, settings.clients, settings.triage) == (tmp_path, clients, "triage")
    assert (settings.log_level, settings.log_format) == (LogLevel.DEBUG, LogFormat.JSON)


@pytest.mark.parametrize("case", REFUSALS, ids=lambda case: case.sentence)
def test_what_cannot_be_used_is_refused_with_a_remedy(case: Refusal) -> None:
    said = problems(ENOUGH | {case.name: case.value})
    blamed = "SLACK_SIGNING_SECRET" if "neither" in case.wrong else case.name
    assert list(said) == [blamed]
    assert case.wrong in said[blamed]
    assert "Put there " in said[blamed]


def test_all_problems_are_listed_at_once() -> None:
    said = problems({"PORT": "x", "LOG_LEVEL": "x", "DATABASE_URL": "x"})
    assert set(said) == {"SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "PORT", "LOG_LEVEL", "DATABASE_URL"}


def test_a_wrong_app_token_does_not_ask_for_a_signing_secret() -> None:
    assert list(problems(ENOUGH | {"SLACK_APP_TOKEN": "wrong"})) == ["SLACK_APP_TOKEN"]


def test_no_secret_is_ever_printed() -> None:
    secret = {
        "SLACK_BOT_TOKEN": "hush-1",
        "SLACK_APP_TOKEN": "hush-2",
        "DATABASE_URL": "oracle://me:hush-3@db",
    }
    with pytest.raises(SettingsError) as caught:
        read_settings(secret)
    right = read_settings(
        ENOUGH | {"SLACK_SIGNING_SECRET": "hush-4", "DATABASE_URL": "postgresql://me:hush@db/x"}
    )
    for text in (str(caught.value), repr(caught.value), repr(right), str(right)):
        assert "hush" not in text
        assert "-1-right" not in text


def test_settings_do_not_change_once_read() -> None:
    settings = read_settings(ENOUGH)
    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1  # type: ignore[misc] # that it may not be set is the point


def test_the_database_alone_needs_no_tokens() -> None:
    assert read_database_url({"DATABASE_URL": "sqlite:///desk.db"}) == "sqlite:///desk.db"
    with pytest.raises(SettingsError, match="DATABASE_URL"):
        read_database_url({"DATABASE_URL": "desk.db"})


def test_the_example_file_names_every_setting_and_no_other() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert sorted(set(re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE))) == NAMES


def test_the_readme_names_every_setting_and_no_other() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    table = text.split("## Settings", 1)[1].split("\n## ", 1)[0]
    assert sorted(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)) == NAMES
