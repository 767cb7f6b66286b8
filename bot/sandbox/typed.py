"""What a person types, turned into the text that Slack stores and sends: mentions, links, escapes."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

_CODE: Final = r"```.+?```|`[^`\n]+`"
_ADDRESS: Final = r"https?://[^\s<>|]+"
_MAIL: Final = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_BROADCAST: Final = r"@(?:here|channel|everyone)\b"
# What ends a sentence rather than an address.
_TRAILING: Final = ".,;:!?)'\"]*_~"
_MENTIONED: Final = re.compile(r"<@([A-Z][A-Z0-9]+)(?:\|[^>]*)?>")
_NOBODY: Final[Mapping[str, str]] = {}
_ESCAPES: Final = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))


@dataclass(frozen=True, slots=True)
class _Names:
    users: Mapping[str, str]
    channels: Mapping[str, str]
    groups: Mapping[str, str]
    labelled: bool

    def person(self, name: str) -> str:
        user = self.users[name.casefold()]
        return f"<@{user}|{name.casefold()}>" if self.labelled else f"<@{user}>"

    def channel(self, name: str) -> str:
        return f"<#{self.channels[name.casefold()]}|{name.casefold()}>"

    def group(self, name: str) -> str:
        group = self.groups[name.casefold()]
        return f"<!subteam^{group}|@{name.casefold()}>" if self.labelled else f"<!subteam^{group}>"


def slack_text(
    text: str, users: Mapping[str, str], channels: Mapping[str, str], groups: Mapping[str, str] = _NOBODY
) -> str:
    """Return the text of a message as Slack stores it; the others give the ids of known names.

    Inside `code` nothing is linked, and what looks like Slack's own markup (`<@U123>`) is escaped, because
    people cannot type it.
    """
    return _converted(text, _folded(users, channels, groups, labelled=False))


def command_text(
    text: str,
    users: Mapping[str, str],
    channels: Mapping[str, str],
    groups: Mapping[str, str] = _NOBODY,
    *,
    escape: bool,
) -> str:
    """Return the text of a slash command as the app gets it.

    *escape* is the command's `should_escape` in the manifest: without it names arrive as they were typed.
    """
    return _converted(text, _folded(users, channels, groups, labelled=True)) if escape else text


def mentioned(text: str) -> tuple[str, ...]:
    """Return the ids of the people mentioned in a stored text, each once, in the order they appear."""
    return tuple(dict.fromkeys(_MENTIONED.findall(text)))


def _folded(
    users: Mapping[str, str], channels: Mapping[str, str], groups: Mapping[str, str], *, labelled: bool
) -> _Names:
    return _Names(
        {name.removeprefix("@").casefold(): user for name, user in users.items()},
        {name.removeprefix("#").casefold(): channel for name, channel in channels.items()},
        {name.removeprefix("@").casefold(): group for name, group in groups.items()},
        labelled,
    )


def _escaped(text: str) -> str:
    for plain, entity in _ESCAPES:
        text = text.replace(plain, entity)
    return text


def _converted(text: str, names: _Names) -> str:
    pattern, pieces = _pattern(names), []
    end = 0
    for match in pattern.finditer(text):
        pieces += [_escaped(text[end : match.start()]), _token(match, names)]
        end = match.end()
    return "".join([*pieces, _escaped(text[end:])])


def _pattern(names: _Names) -> re.Pattern[str]:
    alternatives = {
        "code": _CODE,
        "address": _ADDRESS,
        "mail": _MAIL,
        "broadcast": rf"(?<!\w){_BROADCAST}",
        "person": _named("@", names.users),
        "group": _named("@", names.groups),
        "channel": _named("#", names.channels),
    }
    joined = "|".join(f"(?P<{name}>{form})" for name, form in alternatives.items())
    return re.compile(joined, re.IGNORECASE | re.DOTALL)


def _named(sign: str, known: Mapping[str, str]) -> str:
    # The longest name first: "@ana maria" is not "@ana" followed by a word.
    longest_first = sorted(known, key=len, reverse=True)
    return rf"(?<!\w){sign}(?:{'|'.join(map(re.escape, longest_first))})(?!\w)" if known else r"(?!)"


def _token(match: re.Match[str], names: _Names) -> str:
    written = match.group()
    as_slack_has_it: Mapping[str, Callable[[], str]] = {
        "code": lambda: _escaped(written),
        "address": lambda: _link(written),
        "mail": lambda: f"<mailto:{written}|{written}>",
        "broadcast": lambda: f"<!{written[1:].casefold()}>",
        "person": lambda: names.person(written[1:]),
        "group": lambda: names.group(written[1:]),
        "channel": lambda: names.channel(written[1:]),
    }
    return as_slack_has_it[str(match.lastgroup)]()


def _link(written: str) -> str:
    address = written.rstrip(_TRAILING)
    if "(" in address:
        address = written.rstrip(_TRAILING.replace(")", ""))
    return f"<{_escaped(address)}>{_escaped(written[len(address) :])}"
