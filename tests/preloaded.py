"""Loads what a bot or a typed command uses, before processes are forked from the one that imports this."""

from importlib import import_module
from pathlib import Path

import storage
from bot.command_line.catalogue import MODULES
from bot.services.plans import load_plans
from handlers.later import LATE
from storage.statements import Dialect, load

for each in Dialect:
    for file in Path(storage.__file__).parent.glob("sql/*.sql"):
        load(each, file.stem)
for name in (*LATE, "bot.services.rendering", "bot.watch", "tests.crash.life"):
    import_module(name)
for name in ("program", "failures", "help_pages", *MODULES.values()):
    import_module(f"bot.command_line.{name}")
load_plans(None)
