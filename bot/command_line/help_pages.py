"""The pages of `--help`: in colour on a terminal, the same words elsewhere."""

from collections.abc import Iterable, Sequence
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.models import Context

from bot.command_line.catalogue import CATALOGUE, ENTRIES, EXAMPLES, Entry

_WIDEST: Final = 100
_HEAD: Final = "bold yellow"
_NAME: Final = "bold cyan"
_MORE: Final = "`hourglass COMMAND --help` says more about one. `hourglass --version` is which this is."


def program_page(group: TyperGroup, context: Context) -> str:
    """Return the page of the program itself: all commands, by what people want of them."""
    parts: list[RenderableType] = [
        _usage(f"{context.command_path} COMMAND [OPTIONS]"),
        Text(group.help or ""),
    ]
    # One grid for all, so that what is said begins in the same column.
    width = max(len(entry.typed) for entry in ENTRIES)
    for head, entries in CATALOGUE.items():
        parts.append(_section(head, _commands(entries, width)))
    parts += [_section("Examples", _rows(EXAMPLES)), Text(_MORE)]
    return _drawn(parts)


def group_page(group: TyperGroup, context: Context) -> str:
    """Return the page of a word that others follow."""
    entries = [entry for entry in ENTRIES if entry.first == group.name]
    return _drawn(
        [
            *_beginning(group, context),
            _section("Commands", _commands(entries, max(len(entry.typed) for entry in entries))),
            Text(f"`{context.command_path} COMMAND --help` says more about one."),
        ]
    )


def command_page(command: TyperCommand, context: Context) -> str:
    """Return the page of one command: what it takes, and how it is typed."""
    taken = [each for each in command.params if isinstance(each, TyperArgument)]
    options = [each for each in command.get_params(context) if isinstance(each, TyperOption)]
    wanted = [*map(_named, taken), *(_named(each) for each in options if each.required)]
    parts: list[RenderableType] = [
        _usage(" ".join([context.command_path, *wanted, "[OPTIONS]"])),
        *(Text(" ".join(paragraph.split())) for paragraph in (command.help or "").split("\n\n")),
    ]
    if taken:
        parts.append(_section("What it takes", _rows((_value(each), each.help or "") for each in taken)))
    parts.append(_section("Options", _rows((_option(each), _said(each)) for each in options)))
    if command.epilog:
        examples = (Text(f"hourglass {line}", style=_NAME) for line in command.epilog.splitlines())
        parts.append(_section("Examples", Padding(Group(*examples), (0, 0, 0, 2))))
    return _drawn(parts)


def _beginning(group: TyperGroup, context: Context) -> tuple[RenderableType, RenderableType]:
    return _usage(f"{context.command_path} COMMAND [OPTIONS]"), Text(group.help or "")


def _usage(typed: str) -> Text:
    return Text.assemble(("Usage: ", _HEAD), (typed, "bold"))


def _section(head: str, below: RenderableType) -> Group:
    return Group(Text(head, style=_HEAD), below)


def _commands(entries: Sequence[Entry], width: int) -> RenderableType:
    return _rows(((entry.typed, entry.said) for entry in entries), width)


def _rows(rows: Iterable[tuple[str, str]], width: int = 0) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    table.add_column(style=_NAME, no_wrap=True, min_width=width, overflow="fold")
    table.add_column()
    for name, said in rows:
        table.add_row(Text(name), Text(said))
    return Padding(table, (0, 0, 0, 2))


def _named(each: TyperArgument | TyperOption) -> str:
    if isinstance(each, TyperOption):
        return f"{each.opts[0]} {_value(each)}"
    return _value(each) if each.required else f"[{_value(each)}]"


def _option(option: TyperOption) -> str:
    """Return how an option is typed: `--port N`, `--json`, `-h, --help`, or with `no-` to turn it off."""
    if option.secondary_opts:
        return f"--[no-]{option.opts[0].removeprefix('--')}"
    names = ", ".join(sorted(option.opts, key=len))
    return names if option.is_flag else f"{names} {_value(option)}"


def _value(each: TyperArgument | TyperOption) -> str:
    return each.metavar or (each.name or "").upper()


def _said(option: TyperOption) -> str:
    said = (option.help or "").rstrip(".")
    if option.required:
        return f"{said}. Needed."
    shown = isinstance(option.default, int | str) and not option.is_flag and option.default
    return f"{said}. Left out: {option.default}." if shown else f"{said}."


def _drawn(parts: Iterable[RenderableType]) -> str:
    """Return the parts, an empty line between them, as wide as the terminal within reason."""
    console = Console(highlight=False)
    console.width = min(console.width, _WIDEST)
    with console.capture() as captured:
        for number, part in enumerate(parts):
            console.print(*([""] if number else []), part, sep="\n")
    return "\n".join(line.rstrip() for line in captured.get().splitlines())
