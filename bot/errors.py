"""The one tree of errors that a person can be told about.

Each error carries a key (what went wrong) and its facts as fields; `bot.views` finds the words for
whoever asked, in their language. Anything that is not a `SupportError` is a bug and is logged.
Not frozen: Python itself writes `__traceback__` on an exception that passes a context manager.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields


@dataclass(eq=False)
class SupportError(Exception):
    """Something a person asked for that cannot be done, with the facts needed to say what to do instead."""

    @property
    def key(self) -> str:
        """Name of the sentence that explains this error, such as `illegal_move`."""
        name = type(self).__name__.removesuffix("Error")
        return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name).lstrip("_")

    @property
    def facts(self) -> Mapping[str, object]:
        """The error's fields by name, for the sentence."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def __str__(self) -> str:
        """Return key and facts, for logs."""
        return f"{self.key}: {dict(self.facts)}"


@dataclass(eq=False)
class NotAllowedError(SupportError):
    """This person may not do this."""

    action: str
    role: str


@dataclass(eq=False)
class UnknownTicketError(SupportError):
    """There is no such ticket, or not for the one who asks: both read alike, so nothing leaks."""

    number: int


@dataclass(eq=False)
class NoTicketNamedError(SupportError):
    """A command left the ticket's number out where it could not be guessed."""

    command: str
    open_tickets: tuple[int, ...] = ()


@dataclass(eq=False)
class IllegalMoveError(SupportError):
    """The ticket's life cycle has no such step from where it stands."""

    number: int
    status: str
    move: str


@dataclass(eq=False)
class AlreadyClaimedError(SupportError):
    """Somebody else has this ticket."""

    number: int
    assignee: str


@dataclass(eq=False)
class NothingToChangeError(SupportError):
    """The ticket already is as asked."""

    number: int
    what: str


@dataclass(eq=False)
class MissingTextError(SupportError):
    """A field or an argument that needs words was left empty."""

    what: str


@dataclass(eq=False)
class UnknownWordError(SupportError):
    """A word that should name one of a few choices names none; `nearest` is the best guess, or empty."""

    what: str
    word: str
    nearest: str = ""
    choices: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """What else would have done, beside one of the choices."""


@dataclass(eq=False)
class BadHoursError(SupportError):
    """Opening hours cannot be used; `field` says where (`week.mon`), `value` what stands there."""

    field: str
    value: str
    why: str


@dataclass(eq=False)
class NaiveTimeError(SupportError):
    """A moment came without a time zone, so nobody can tell when it is."""

    field: str


@dataclass(eq=False)
class BadMomentError(SupportError):
    """What was typed for a moment names none, or none that can be used; `why` says which of these."""

    typed: str
    why: str


@dataclass(eq=False)
class BadLengthError(SupportError):
    """A length of time, as `typed`, has hours and beside them more minutes than an hour has."""

    typed: str


@dataclass(eq=False)
class NeverOpenError(SupportError):
    """The calendar opens no more, or not for long enough, so the wait would have no end."""

    field: str


@dataclass(eq=False)
class BeyondTimeError(SupportError):
    """A moment lies before the year 1 or after the year 9999, where no calendar can say anything."""

    field: str


@dataclass(eq=False)
class NoAddonsError(SupportError):
    """This plan has no add-ons at all."""

    plan: str


@dataclass(eq=False)
class UnknownPersonError(SupportError):
    """Nobody by that name can be given this."""

    person: str


@dataclass(eq=False)
class CannotMergeError(SupportError):
    """These two tickets cannot become one."""

    number: int
    into: int
    why: str


@dataclass(eq=False)
class CannotSplitError(SupportError):
    """This message cannot become a ticket of its own."""

    number: int
    why: str


@dataclass(eq=False)
class ChannelNotSetUpError(SupportError):
    """This channel belongs to no client yet."""

    channel: str


@dataclass(eq=False)
class NotInChannelError(SupportError):
    """The bot is not in this channel, so it can neither read nor write there."""

    channel: str


@dataclass(eq=False)
class TriageChannelError(SupportError):
    """This channel is for our own people and cannot become a client's."""

    channel: str


@dataclass(eq=False)
class NotTriageError(SupportError):
    """This is no triage channel, so it cannot be taken back."""

    channel: str


@dataclass(eq=False)
class TriageInUseError(SupportError):
    """The cards of these clients go to this channel, or those of so many tickets stand there."""

    channel: str
    clients: tuple[str, ...]
    tickets: int


@dataclass(eq=False)
class SharedChannelError(SupportError):
    """Guests or people of another company are here: they must not read what staff say among themselves."""

    channel: str


@dataclass(eq=False)
class UnknownRotationError(SupportError):
    """There is no on-call rotation of that name; `known` are those that there are."""

    rotation: str
    known: tuple[str, ...] = ()


@dataclass(eq=False)
class BadRotationError(SupportError):
    """A rotation cannot be set as it was asked for; `why` says what is missing or wrong in `value`."""

    value: str
    why: str


@dataclass(eq=False)
class BadTimesError(SupportError):
    """A time that somebody typed, from when to when, cannot be used; `why` says what kind it is."""

    value: str
    why: str


@dataclass(eq=False)
class CannotBeOnCallError(SupportError):
    """This person cannot be on call: `unknown`, `not_ours`, `deactivated`, `away` then, or a `group`."""

    person: str
    why: str


@dataclass(eq=False)
class CannotSwapError(SupportError):
    """These two cannot swap their turns: they are the same, or `person` has none in the rotation."""

    rotation: str
    person: str
    why: str


@dataclass(eq=False)
class NothingToTakeBackError(SupportError):
    """There is no override, absence, rotation or hours of that `name` that could be taken back."""

    what: str
    name: str


@dataclass(eq=False)
class BadFormError(SupportError):
    """Fields of a form cannot be used; `problems` gives for each field the key of the sentence that helps."""

    problems: Mapping[str, str]


@dataclass(eq=False)
class AlreadyHandledError(SupportError):
    """The request was handled before: the second click of a double click, a retry after a crash."""

    request: str


@dataclass(frozen=True, slots=True, repr=False)
class FileProblem:
    """One thing to mend in a file that people wrote."""

    wrong: str
    """What is wrong, to be read after the name of the field."""
    remedy: str = ""
    """What to write or do instead; "" where that is plain."""
    field: str = ""
    """Where, as people read it: `severities.high.resolution`; "" where it is the file as a whole."""
    line: int | None = None
    """None where that cannot be told."""
    file: str = ""
    """Only where the problems of several files are listed."""

    def __str__(self) -> str:
        """Return it as a sentence: `line 2: language is 'fr', which we do not speak: write one of en, es`."""
        said = ": ".join(part for part in (f"{self.field} {self.wrong}".strip(), self.remedy) if part)
        where = [self.file] if self.file else []
        where += [f"line {self.line}"] if self.line else []
        return ": ".join([*where, said])

    def __repr__(self) -> str:
        """Return the sentence in quotation marks, for logs."""
        return repr(str(self))


class WrongValueError(ValueError):
    """A value in a file cannot be used; a ValueError, for that is what pydantic lists with the others."""

    def __init__(self, wrong: str, remedy: str) -> None:
        super().__init__(f"{wrong}: {remedy}")
        self.wrong = wrong
        self.remedy = remedy


@dataclass(eq=False)
class BadFileError(SupportError):
    """A file that people wrote (plan, clients, world) has problems; all of them are listed at once."""

    file: str
    problems: tuple[FileProblem, ...] = field(default=())


@dataclass(eq=False)
class NotEscalatedError(SupportError):
    """The ticket's plan has no levels of escalation at its severity."""

    number: int
    severity: str


@dataclass(eq=False)
class NoHigherLevelError(SupportError):
    """The highest level of the ticket's escalation was told already."""

    number: int
    level: str


@dataclass(eq=False)
class UrgedAlreadyError(SupportError):
    """The client's people called this ticket urgent within the hour; `n` minutes until they may again."""

    number: int
    n: int


@dataclass(eq=False)
class NotPagedError(SupportError):
    """Who says that they cannot was never asked."""

    number: int


@dataclass(eq=False)
class NotAskedError(SupportError):
    """Only the one who was asked says how they found our help; `who` is their name."""

    number: int
    who: str


@dataclass(eq=False)
class RatingOverError(SupportError):
    """The days in which a question how somebody found our help is answered are over."""

    number: int


@dataclass(eq=False)
class CommentTooLongError(SupportError):
    """A comment has `length` characters, more than `most`."""

    length: int
    most: int
