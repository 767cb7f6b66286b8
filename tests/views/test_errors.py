"""Every refusal has a sentence that says what happened and what to do."""

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import MISSING, fields

import pytest

import bot
import storage
from bot.domain.access import Action
from bot.domain.people import Person, Role
from bot.domain.tickets import EventKind, Status
from bot.errors import (
    AlreadyClaimedError,
    AlreadyHandledError,
    BadFileError,
    BadFormError,
    BadHoursError,
    BeyondTimeError,
    CannotMergeError,
    CannotSplitError,
    ChannelNotSetUpError,
    FileProblem,
    IllegalMoveError,
    MissingTextError,
    NaiveTimeError,
    NeverOpenError,
    NotAllowedError,
    NothingToChangeError,
    NoTicketNamedError,
    SupportError,
    UnknownPersonError,
    UnknownTicketError,
    UnknownWordError,
)
from bot.views.errors import explain, explain_plainly, problems_of
from tests.views.kit import ANA, NAMES, SAM

UNHELPFUL = "That did not work"


def all_errors() -> Iterator[type[SupportError]]:
    for package in (bot, storage):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "sandbox" not in module.name and not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    pending = SupportError.__subclasses__()
    while pending:
        error = pending.pop()
        yield error
        pending += error.__subclasses__()


def made(kind: type[SupportError]) -> SupportError:
    """An error with something in each of its fields."""
    given = {"int": 142, "str": "x", "tuple[str, ...]": ("x", "y"), "tuple[int, ...]": (7, 8)}
    special = {"status": "open", "role": "engineer"}
    facts: dict[str, object] = {}
    for each in fields(kind):
        name = str(getattr(each.type, "__name__", each.type))
        known = given.get(str(each.type), given.get(name))
        facts[each.name] = special.get(each.name, {} if "Mapping" in str(each.type) else known)
        if facts[each.name] is None:
            facts[each.name] = ("x",) if each.default is MISSING else each.default
    return kind(**facts)


def test_every_error_is_explained_to_staff() -> None:
    unexplained = [kind.__name__ for kind in all_errors() if explain(made(kind), SAM).startswith(UNHELPFUL)]
    assert unexplained == []


@pytest.mark.parametrize("language", ["en", "es", "pt"])
def test_every_error_has_words_for_clients(language: str) -> None:
    ana = Person("U0ANA", Role.CLIENT, client="acme", language=language)
    assert all(explain(made(kind), ana) for kind in all_errors())


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (
            IllegalMoveError(142, "resolved", "claimed"),
            "#142 is already resolved. To work on it again: `/ticket reopen 142`.",
        ),
        (
            IllegalMoveError(142, "open", "resumed"),
            "#142 is open: it waits for nobody, so there is nothing to resume.",
        ),
        (
            AlreadyClaimedError(142, "U0KIM"),
            "Kim has #142 already. To take it over: `/ticket assign 142 me`.",
        ),
        (UnknownTicketError(9), "There is no ticket #9. `/ticket list` shows those that are open."),
        (
            NothingToChangeError(142, "waiting_on_client"),
            "#142 waits for the client already. When they have answered: `/ticket resume 142`.",
        ),
        (
            NoTicketNamedError("/claim", (7, 8)),
            "Which ticket? Say its number: `/claim 7`. Open here: #7, #8.",
        ),
        (
            NoTicketNamedError("/claim"),
            "Which ticket? Say its number: `/claim 142`. `/ticket list` shows the open ones.",
        ),
        (
            UnknownWordError("command", "clam", "claim"),
            "`clam` is no command that I know. Did you mean `claim`?",
        ),
        (
            UnknownWordError("severity", "bad", "", ("critical", "high")),
            "`bad` is no severity that I know. Choose from: critical, high.",
        ),
        (UnknownWordError("role", "", "", ("manager", "admin")), "Say which role: manager, admin."),
        (
            UnknownWordError("time_zone", "Bogota", "America/Bogota"),
            "`Bogota` is no time zone that I know. Did you mean `America/Bogota`?",
        ),
        (
            UnknownWordError("country", "Brazil", "BR"),
            "`Brazil` is no country code that I know. Did you mean `BR`?",
        ),
        (
            BadHoursError("week.mon", "24:00-09:00", "not_a_span"),
            (
                "`week.mon` has `24:00-09:00`. Write an opening and a closing time for each span, such as "
                "09:00 and 18:00; 24:00 ends a day."
            ),
        ),
        (
            BadHoursError("week.lun", "lun", "not_a_weekday"),
            "`week.lun` is no day of the week. Write mon, tue, wed, thu, fri, sat or sun.",
        ),
        (
            NaiveTimeError("start"),
            (
                "The moment `start` has no time zone, so nobody can tell when it is. Write it as in "
                "2026-12-24T17:30-05:00."
            ),
        ),
        (
            NeverOpenError("week"),
            (
                "These business hours (`week`) are over for good before that much time has passed. Give at "
                "least one weekday some hours."
            ),
        ),
        (
            BeyondTimeError("allowance"),
            "The moment `allowance` lies before the year 1 or after the year 9999. Choose a nearer one.",
        ),
        (
            UnknownWordError("role", "boss"),
            "`boss` is no role that I know. `/ticket help` lists what there is.",
        ),
        (
            MissingTextError("summary"),
            "Something is missing: the summary: what was wrong and what was done.",
        ),
        (MissingTextError("never heard of"), "Something is missing: the text."),
        (
            UnknownPersonError("<@U0XYZ|zed>"),
            "I know nobody called @U0XYZ who works on tickets. Name a member of a triage channel with @.",
        ),
        (
            NotAllowedError("name_roles", "engineer"),
            "Only an admin can name managers and admins. The workspace's owner is one.",
        ),
        (
            CannotMergeError(142, 150, "not_open"),
            "#150 is not open, so nothing can be merged into it. First: `/ticket reopen 150`.",
        ),
        (CannotMergeError(142, 150, "never heard of"), "#142 cannot be merged into #150."),
        (
            CannotSplitError(142, "only_message"),
            "#142 cannot lose its first message; only a later one can become a ticket of its own.",
        ),
        (ChannelNotSetUpError("C0ACME"), "<#C0ACME> is not set up yet. Type `/support setup` there."),
        (AlreadyHandledError("x"), "That is done already; nothing was done twice."),
        (
            BadFileError("acme.toml", (FileProblem("`<b>`", line=3), FileProblem("is bad", "mend it"))),
            "acme.toml cannot be used. Correct this and try again:\n• line 3: `&lt;b&gt;`\n• is bad: mend it",
        ),
        (
            BadFormError({"client": "setup_client"}),
            "Some fields need another look:\n• Write the client's name.",
        ),
    ],
)
def test_staff_read_what_happened_and_the_command_that_helps(error: SupportError, text: str) -> None:
    assert explain(error, SAM, NAMES) == text


@pytest.mark.parametrize("move", EventKind)
@pytest.mark.parametrize("status", Status)
def test_every_illegal_move_is_explained_from_every_status(status: Status, move: EventKind) -> None:
    error = IllegalMoveError(142, status, move)
    assert all("#142" in explain(error, person) for person in (SAM, ANA))


@pytest.mark.parametrize("action", Action)
def test_every_action_that_is_refused_is_named(action: Action) -> None:
    text = explain(NotAllowedError(action, "colleague"), SAM)
    assert text.startswith(("Only the support team can ", "Only an admin can "))
    assert "do that" not in text


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (IllegalMoveError(142, "resolved", "dismissed"), "Ticket #142 is resolved already."),
        (IllegalMoveError(142, "closed", "reopened"), "Ticket #142 is closed. If it came back, write"),
        (IllegalMoveError(142, "new", "confirmed"), "Ticket #142 is new, so there is nothing to do here."),
        (NothingToChangeError(142, "severity"), "Ticket #142 has that severity already."),
        (NothingToChangeError(142, "kind"), "Ticket #142 is as you want it already."),
        (UnknownTicketError(9), "There is no ticket #9 in this channel."),
        (NotAllowedError("claim", "client"), "Only the support team can do that."),
        (MissingTextError("details"), "Please write something first"),
        (AlreadyClaimedError(142, "U0KIM"), UNHELPFUL),
    ],
)
def test_clients_read_no_word_about_how_we_work(error: SupportError, text: str) -> None:
    said = explain(error, ANA, NAMES)
    assert said.startswith(text)
    assert "/ticket" not in said


def test_clients_read_their_own_language() -> None:
    rui = Person("U0RUI", Role.CLIENT, client="litoral", language="pt")
    assert explain(IllegalMoveError(142, "resolved", "dismissed"), rui).startswith("O chamado #142 já está")


def test_beside_a_field_there_is_no_markup() -> None:
    error = IllegalMoveError(142, "resolved", "claimed")
    assert explain_plainly(error, SAM) == (
        "#142 is already resolved. To work on it again: /ticket reopen 142."
    )


def test_each_wrong_field_of_a_form_is_told_beside_it() -> None:
    error = BadFormError({"time_zone": "setup_time_zone", "plan": "setup_plan"})
    assert problems_of(error) == {
        "time_zone": "I do not know this time zone. Write it as in America/Bogota or Europe/Madrid.",
        "plan": "There is no such plan any more. Choose another one.",
    }
