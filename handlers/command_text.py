"""What a person typed after a slash command, read: the verb, the ticket's number, people, and the rest."""

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from bot.errors import UnknownWordError

_NUMBER: Final = re.compile(r"#?(\d{1,9})(?=\s|$)\s*")
_PERSON: Final = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>|@?(\S+)")
_NEAR: Final = 0.5
_MEANT: Final[Mapping[str, str]] = {
    "clock": "why",
    "clocks": "why",
    "close": "resolve",
    "comment": "note",
    "create": "new",
    "details": "show",
    "coverage": "kind",
    "quote": "estimate",
    "type": "kind",
    "done": "resolve",
    "fix": "resolve",
    "get": "show",
    "search": "find",
    "grep": "find",
    "look": "find",
    "give": "assign",
    "grab": "claim",
    "join": "merge",
    "ls": "list",
    "mine": "list",
    "open": "new",
    "page": "escalate",
    "pause": "wait",
    "priority": "severity",
    "receipt": "why",
    "reminder": "remind",
    "snooze": "remind",
    "sla": "why",
    "status": "show",
    "take": "claim",
    "unclaimed": "list",
    "urgent": "critical",
    "normal": "medium",
    "view": "show",
}
"""Words that people use elsewhere, with the one they mean here."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands after a command or a verb, taken apart from the left."""

    text: str

    def word(self) -> tuple[str, "Typed"]:
        """Return the first word in lower case, and what follows it."""
        first, _, rest = self.text.strip().partition(" ")
        return first.lower(), Typed(rest.strip())

    def number(self) -> tuple[int | None, "Typed"]:
        """Return the ticket's number if one stands first, and what follows it."""
        found = _NUMBER.match(self.text.strip())
        if found is None:
            return None, Typed(self.text.strip())
        return int(found[1]), Typed(self.text.strip()[found.end() :])

    def verb(self) -> tuple[str, "Typed"]:
        """Return the verb in lower case, which may stand before or after the number, and the rest."""
        number, rest = self.number()
        verb, after = rest.word()
        return verb, after if number is None else Typed(f"{number} {after.text}".strip())

    def person(self) -> tuple[str, "Typed"]:
        """Return the person who stands first, by id if Slack knew who was meant, and what follows."""
        found = _PERSON.match(self.text.strip())
        if found is None:
            return "", Typed("")
        return found[1] or found[2], Typed(self.text.strip()[found.end() :].strip())


def choice(what: str, word: str, choices: Collection[str]) -> str:
    """Return the one of *choices* that *word* names, or raise UnknownWordError with the nearest."""
    folded = word.strip().lower().replace(" ", "_").replace("-", "_")
    if folded in choices:
        return folded
    near = [_MEANT.get(folded, ""), *difflib.get_close_matches(folded, choices, n=1, cutoff=_NEAR)]
    raise UnknownWordError(what, word, next((each for each in near if each in choices), ""), tuple(choices))
