"""Loads what a bot or a typed command uses, before processes are forked from the one that imports this."""

from datetime import UTC, datetime, timedelta
from importlib import import_module
from importlib.resources import files
from pkgutil import iter_modules
from typing import Final

from bot.command_line.garbage import collect_seldom, keep_all_that_is_here
from bot.services.plans import load_plans
from bot.views.text import LANGUAGES, age, moment
from storage.statements import Dialect, load

_PACKAGES: Final = (
    *("bot.command_line", "bot.domain", "bot.services", "bot.views"),
    *("handlers", "scheduled", "storage"),
)
_AT: Final = datetime(2026, 11, 23, tzinfo=UTC)

collect_seldom()
for package in _PACKAGES:
    for found in iter_modules(import_module(package).__path__, f"{package}."):
        if not found.name.endswith("__main__"):
            import_module(found.name)
for dialect in Dialect:
    for file in files("storage").joinpath("sql").iterdir():
        if file.name.endswith(".sql"):
            load(dialect, file.name.removesuffix(".sql"))
for language in LANGUAGES:
    moment(_AT, language, "UTC")
    age(_AT, _AT + timedelta(days=1), language)
load_plans(None)
import_module("tests.crash.life")
keep_all_that_is_here()
