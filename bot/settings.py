"""What the owner decides from outside: read once from the environment or `.env`, checked, then fixed."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails

from bot.domain.enclosures import Theme
from bot.errors import SupportError
from bot.logs import LogFormat, LogLevel

_OUR_OWN: Final = frozenset({"plans", "clients", "triage", "charts"})
_HIGHEST_PORT: Final = 65_535
_FILLED_IN: Final = {"SLACK_BOT_TOKEN": "xoxb-", "SLACK_SIGNING_SECRET": "none"}
"""What stands where a setting that must be there cannot be used."""
_OTHER_TOKENS: Final = {
    "xoxb-": "the Bot User OAuth Token, which belongs into SLACK_BOT_TOKEN",
    "xapp-": "the App-Level Token, which belongs into SLACK_APP_TOKEN",
    "xoxp-": "a User OAuth Token, which Hourglass has no use for",
    "xoxe": "a token of an app with token rotation, which is to be off",
}
"""What else on an app's page looks like a token, by its beginning."""
_PORT_OF_HOST: Final = re.compile(r":(\d+)$")
UNSET: Final = "is not set"

_ModelT = TypeVar("_ModelT", bound="StorageSettings")


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """One setting that cannot be used, why, and what belongs there; never its secret value."""

    name: str
    wrong: str
    remedy: str

    def __str__(self) -> str:
        """Return the problem as the owner reads it."""
        return f"{self.name} {self.wrong}. Put there {self.remedy}."


@dataclass(eq=False)
class SettingsError(SupportError):
    """Some settings cannot be used; every problem is listed, so that one round mends them all."""

    problems: tuple[SettingProblem, ...]

    def __str__(self) -> str:
        """Return the problems, one a line."""
        return "\n".join(str(problem) for problem in self.problems)


def _bot_token(token: SecretStr) -> SecretStr:
    return _starting_with("xoxb-", token)


def _app_token(token: SecretStr) -> SecretStr:
    return _starting_with("xapp-", token)


def _starting_with(prefix: str, token: SecretStr) -> SecretStr:
    found = token.get_secret_value()
    if found.startswith(prefix):
        return token
    kind = next((kind for start, kind in _OTHER_TOKENS.items() if found.startswith(start)), "")
    raise ValueError(f"does not start with {prefix}" + (f": it is {kind}" if kind else ""))


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError("is not a web address")
    return url if url.endswith("/") else url + "/"


def _database_address(url: str) -> str:
    """Return the address as storage knows it; no error quotes it, since it may hold a password."""
    if url.startswith("postgres://"):
        url = url.replace("postgres://", "postgresql://", 1)
    file = url.removeprefix("sqlite:///")
    if not url.startswith("postgresql://") and file in {url, ""}:
        raise ValueError("is not the address of a database that Hourglass can use")
    hosts = url.partition("://")[2].partition("/")[0].rpartition("@")[2].split(",")
    if any(int(port[1]) > _HIGHEST_PORT for port in map(_PORT_OF_HOST.search, hosts) if port):
        raise ValueError(f"names a port above {_HIGHEST_PORT}")
    return url


def _port(text: object) -> int:
    try:
        number = int(str(text))
    except ValueError:
        raise ValueError(f"is {text!r}, not a number") from None
    if not 1 <= number <= _HIGHEST_PORT:
        raise ValueError(f"is {number}, which is no port")
    return number


def _existing_folder(path: Path) -> Path:
    if not _is(path, Path.is_dir):
        raise ValueError(f"names a folder that does not exist ({str(path)!r})")
    return path.expanduser()


def _existing_file(path: Path) -> Path:
    if not _is(path, Path.is_file):
        raise ValueError(f"names a file that does not exist ({str(path)!r})")
    return path.expanduser()


def _is(path: Path, wanted: Callable[[Path], bool]) -> bool:
    """Whether there is what is *wanted*; ValueError where we may not look."""
    try:
        return wanted(path.expanduser())
    except OSError as error:
        raise ValueError(f"names a place that cannot be looked at ({error})") from None


def _channel(name: str) -> str:
    bare = name.removeprefix("#")
    if not bare or any(letter.isspace() for letter in bare):
        raise ValueError(f"is {name!r}, which is no channel")
    return bare


def _log_level(text: object) -> LogLevel:
    try:
        return LogLevel(str(text).upper())
    except ValueError:
        raise ValueError(f"is {text!r}, which is no level") from None


def _log_format(text: object) -> LogFormat:
    try:
        return LogFormat(str(text).lower())
    except ValueError:
        raise ValueError(f"is {text!r}, which is no format") from None


def _theme(text: object) -> Theme:
    try:
        return Theme(str(text).lower())
    except ValueError:
        raise ValueError(f"is {text!r}, which is no background: write light, dark or none") from None


class StorageSettings(BaseModel):
    """The one setting that commands without Slack need, such as `hourglass migrate`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    database_url: Annotated[str, AfterValidator(_database_address)] = Field(
        "sqlite:///hourglass.db",
        repr=False,
        description="sqlite:///FILE, or postgresql://USER:PASSWORD@HOST/NAME",
    )


class LedgerSettings(StorageSettings):
    """What commands need besides that go through clients' hours, such as `hourglass ledger check`."""

    plans: Annotated[Path, AfterValidator(_existing_folder)] | None = Field(
        None, description="the folder that holds your own plan files, or leave it out"
    )


class Settings(LedgerSettings):
    """Every setting, valid. Each description says what belongs there; the owner reads it when it is wrong."""

    slack_bot_token: Annotated[SecretStr, AfterValidator(_bot_token)] = Field(
        description="the Bot User OAuth Token (xoxb-...), from OAuth & Permissions on your app's page"
    )
    slack_app_token: Annotated[SecretStr, AfterValidator(_app_token)] | None = Field(
        None,
        description="the App-Level Token (xapp-...) with connections:write, from Basic Information on your "
        "app's page, or leave it out to receive Slack's requests by HTTP",
    )
    slack_signing_secret: SecretStr | None = Field(
        None,
        validate_default=True,
        description="the Signing Secret, from Basic Information on your app's page; or leave it out, and put "
        "the App-Level Token (xapp-...), from the same page, into SLACK_APP_TOKEN for Socket Mode",
    )
    slack_api_url: Annotated[str, AfterValidator(_web_address)] = Field(
        "https://slack.com/api/",
        description="the address of Slack's Web API, or leave it out to use Slack's own",
    )
    host: str = Field("127.0.0.1", description="the address to listen on, such as 127.0.0.1 or 0.0.0.0")
    port: Annotated[int, BeforeValidator(_port)] = Field(
        3000, description="the port to listen on, from 1 to 65535"
    )
    clients: Annotated[Path, AfterValidator(_existing_file)] | None = Field(
        None, description="the TOML file that declares your clients, or leave it out"
    )
    triage: Annotated[str, AfterValidator(_channel)] | None = Field(
        None, description="the name or id of your first triage channel, such as #triage, or leave it out"
    )
    charts: Annotated[Theme, BeforeValidator(_theme)] = Field(Theme.LIGHT, description="light, dark or none")
    log_level: Annotated[LogLevel, BeforeValidator(_log_level)] = Field(
        LogLevel.INFO, description="DEBUG, INFO, WARNING or ERROR"
    )
    log_format: Annotated[LogFormat, BeforeValidator(_log_format)] = Field(
        LogFormat.CONSOLE, description="console or json"
    )

    @field_validator("slack_signing_secret")
    @classmethod
    def _needed_for_http(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        """Ask for the secret where Slack will come by HTTP: Socket Mode's requests are not signed."""
        by_http = info.data.get("slack_app_token", "wrong") is None
        if secret is None and by_http:
            raise ValueError(f"{UNSET}, and neither is SLACK_APP_TOKEN")
        return secret


def setting_name(field: str) -> str:
    """Return the environment's name of a field of `Settings`: ours begin with HOURGLASS_."""
    return f"HOURGLASS_{field.upper()}" if field in _OUR_OWN else field.upper()


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings that *environ* holds; SettingsError lists everything that is wrong with them."""
    return _read(Settings, environ)


@dataclass(frozen=True, slots=True)
class Given:
    """What can be used of the settings that were given, and what is wrong with the others."""

    settings: Settings
    """In place of what cannot be used stands what holds where nothing is set, or nothing of use."""
    problems: tuple[SettingProblem, ...]

    def lacks(self, name: str) -> bool:
        """Whether a setting, by its name in the environment, cannot be used."""
        return any(each.name == name for each in self.problems)


def read_what_can_be_used(environ: Mapping[str, str]) -> Given:
    """Return the settings as far as they can be used, for the doctor, who looks at the rest all the same."""
    try:
        return Given(read_settings(environ), ())
    except SettingsError as error:
        problems = error.problems
    kept = {name: text for name, text in environ.items() if all(each.name != name for each in problems)}
    return Given(read_settings({**_FILLED_IN, **kept}), problems)


def read_database_url(environ: Mapping[str, str]) -> str:
    """Return the database's address alone, for commands that never speak to Slack."""
    return _read(StorageSettings, environ).database_url


def read_ledger_settings(environ: Mapping[str, str]) -> LedgerSettings:
    """Return the database's address and the folder of the company's plans, for commands without Slack."""
    return _read(LedgerSettings, environ)


def _read(model: type[_ModelT], environ: Mapping[str, str]) -> _ModelT:
    given = {field: environ.get(setting_name(field), "").strip() for field in model.model_fields}
    try:
        return model.model_validate({field: text for field, text in given.items() if text})
    except ValidationError as error:
        raise SettingsError(tuple(_problem(model, each) for each in error.errors())) from None


def _problem(model: type[StorageSettings], error: ErrorDetails) -> SettingProblem:
    field = str(error["loc"][0])
    wrong = UNSET if error["type"] == "missing" else error["msg"].removeprefix("Value error, ")
    return SettingProblem(setting_name(field), wrong, str(model.model_fields[field].description))
