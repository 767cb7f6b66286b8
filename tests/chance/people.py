"""People who do anything in any order while time passes, and bots come and go."""

from collections.abc import Callable
from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from bot.domain.tickets import Severity, Ticket
from bot.views import ids
from tests.chance.desk import ChanceDesk

_PEOPLE: Final = {"#acme": "ana", "#globex": "gia", "#banco-litoral": "rui"}
_STAFF: Final = st.sampled_from(("sam", "kim", "max"))
_CHANNELS: Final = st.sampled_from(sorted(_PEOPLE))
_SEVERITIES: Final = st.sampled_from((None, *Severity))
_TICKETS: Final = st.integers(0, 2)
_MOST_TICKETS: Final = 3
_COMMANDS: Final = (
    *("wait {} third party", "resume {}"),
    *("resolve {} It works again", "reopen {}", "escalate {} They call every minute", "replan {}"),
    *(f"severity {{}} {each}" for each in Severity),
)
_CLIENT_BUTTONS: Final = (ids.NOT_AN_ISSUE, ids.OPEN_AFTER_ALL, ids.STILL_BROKEN, ids.IT_WORKS, ids.URGE)


class People(RuleBasedStateMachine):
    """What people do, one thing after the other; after each, all that was promised has to be kept."""

    def __init__(self, make: Callable[[], ChanceDesk]) -> None:
        super().__init__()
        self.desk = make()
        self.is_here = True
        self.number = 0

    def teardown(self) -> None:
        self.desk.close()

    @initialize(channel=_CHANNELS, severity=_SEVERITIES)
    def begin(self, channel: str, severity: Severity | None) -> None:
        self._report(channel, severity)

    @rule(channel=_CHANNELS, severity=_SEVERITIES)
    @precondition(lambda self: self.is_here and len(self.desk.last.tickets) < _MOST_TICKETS)
    def report(self, channel: str, severity: Severity | None) -> None:
        self._report(channel, severity)

    @rule(which=_TICKETS, text=st.sampled_from(("Still nobody can", "thanks!")))
    def client_replies(self, which: int, text: str) -> None:
        ticket = self._ticket(which)
        words = text if text == "thanks!" else self._words(text)
        self.desk.say(ticket.requester, ticket.channel, words, ticket.thread_ts)
        self._look()

    @rule(which=_TICKETS, user=_STAFF)
    def staff_reply(self, which: int, user: str) -> None:
        ticket = self._ticket(which)
        self.desk.say(user, ticket.channel, self._words("We are at it"), ticket.thread_ts)
        self._look()

    @rule(which=_TICKETS, user=_STAFF)
    @precondition(lambda self: self.is_here)
    def claim(self, which: int, user: str) -> None:
        self.desk.command(user, f"claim {self._ticket(which).number}")
        self._look()

    @rule(which=_TICKETS, user=_STAFF)
    @precondition(lambda self: self.is_here)
    def wait(self, which: int, user: str) -> None:
        self.desk.command(user, f"wait {self._ticket(which).number}")
        self._look()

    @rule(which=_TICKETS, user=_STAFF, command=st.sampled_from(_COMMANDS))
    @precondition(lambda self: self.is_here)
    def staff_command(self, which: int, user: str, command: str) -> None:
        self.desk.command(user, command.format(self._ticket(which).number))
        self._look()

    @rule(which=_TICKETS, action_id=st.sampled_from(_CLIENT_BUTTONS))
    @precondition(lambda self: self.is_here)
    def client_press(self, which: int, action_id: str) -> None:
        ticket = self._ticket(which)
        self.desk.press(ticket.requester, ticket.channel, ticket.thread_ts, action_id)
        self._look()

    @rule(which=_TICKETS, user=st.sampled_from(("sam", "kim")))
    @precondition(lambda self: self.is_here)
    def cannot(self, which: int, user: str) -> None:
        card = self.desk.card(self._ticket(which).number)
        self.desk.press(user, "#triage", card, ids.DECLINE_PAGE)
        self._look()

    @rule(minutes=st.sampled_from((7, 10, 15, 29, 45, 60, 100, 4 * 60, 9 * 60, 16 * 60)))
    def time_passes(self, minutes: int) -> None:
        self.desk.pass_time(minutes=minutes)
        self._look(watched=self.is_here)

    @rule(days=st.sampled_from((1, 2, 3, 6)))
    def days_pass(self, days: int) -> None:
        self.desk.pass_time(days=days)
        self._look(watched=self.is_here)

    @rule(hours=st.sampled_from((1, 5, 11, 30)))
    @precondition(lambda self: self.is_here)
    def machine_sleeps(self, hours: int) -> None:
        self.desk.sleep(hours)
        self._look()

    @rule()
    @precondition(lambda self: self.is_here)
    def bot_ends(self) -> None:
        self.desk.stop()
        self.is_here = False

    @rule()
    @precondition(lambda self: not self.is_here)
    def bot_begins(self) -> None:
        self.desk.start()
        self.is_here = True
        self._look()

    def _report(self, channel: str, severity: Severity | None) -> None:
        self.desk.pass_time(minutes=6)  # or it would join what was said before
        self.desk.say(_PEOPLE[channel], channel, self._words("Nobody can log in"))
        self._look()
        if severity is not None:
            self.desk.command("sam", f"severity {max(self.desk.last.tickets)} {severity}")
            self._look()

    def _look(self, *, watched: bool = False) -> None:
        if self.is_here:
            wrong = self.desk.look(watched=watched)
            assert wrong == "", wrong

    def _ticket(self, which: int) -> Ticket:
        known = sorted(self.desk.last.tickets)
        return self.desk.last.tickets[known[which % len(known)]].ticket

    def _words(self, text: str) -> str:
        """Return words that nobody has used before."""
        self.number += 1
        return f"{text} ({self.number})"
