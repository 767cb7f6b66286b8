"""People who do anything in any order while time passes, and bots come and go."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from bot.domain.tickets import Severity, Ticket
from bot.views import ids
from tests.chance.desk import ChanceDesk

_PEOPLE: Final = {"#acme": "ana", "#globex": "gia", "#banco-litoral": "rui"}
_CHANNELS: Final = st.sampled_from(sorted(_PEOPLE))
_SEVERITIES: Final = st.sampled_from((*Severity, None))
_MOST_TICKETS: Final = 3
_TICKETS: Final = st.integers(0, _MOST_TICKETS - 1)
_STAFF: Final = st.sampled_from(("sam", "kim", "max"))
_COMMANDS: Final = st.sampled_from(
    (
        *("claim {}", "wait {}", "claim {}", "wait {}", "wait {} third party", "resume {}"),
        *("resolve {} It works again", "reopen {}", "escalate {} They call every minute", "replan {}"),
        *(f"severity {{}} {each}" for each in Severity),
    )
)
_BUTTONS: Final = st.sampled_from(
    (ids.NOT_AN_ISSUE, ids.OPEN_AFTER_ALL, ids.STILL_BROKEN, ids.IT_WORKS, ids.URGE, ids.DECLINE_PAGE)
)
_SPOKEN: Final = st.sampled_from(("client", "courtesy", "staff"))
_HOUR: Final = 60
_DAY: Final = 24 * _HOUR
_SHORT: Final = st.sampled_from((0, 1, 7, 10, 15, 29, 45, _HOUR, 100))
_MINUTES: Final = st.sampled_from(
    (0, 7, 15, _HOUR, 100, 4 * _HOUR, 9 * _HOUR, 16 * _HOUR, _DAY, 2 * _DAY, 3 * _DAY, 6 * _DAY)
)


_CLIENTS: Final = st.sampled_from(("acme", "globex", "banco-litoral"))
_PAUSING: Final = st.sampled_from(("pause {}", "pause {} from {day}", "resume {}", "pause {} 2 months"))
_LONG: Final = st.sampled_from((0, 7, 16 * _HOUR, 3 * _DAY, 12 * _DAY, 32 * _DAY))


class People(RuleBasedStateMachine):
    """What people do, one thing after the other; after each, and once time has passed, all is looked at."""

    def __init__(self, make: Callable[[], ChanceDesk]) -> None:
        super().__init__()
        self.desk = make()
        self.number = 0

    def teardown(self) -> None:
        self.desk.close()

    @initialize(channel=_CHANNELS, severity=_SEVERITIES, minutes=_SHORT)
    def begin(self, channel: str, severity: Severity | None, minutes: int) -> None:
        self._report(channel, severity, minutes)

    @rule(channel=_CHANNELS, severity=_SEVERITIES, minutes=_SHORT)
    @precondition(lambda self: len(self.desk.last.tickets) < _MOST_TICKETS)
    def report(self, channel: str, severity: Severity | None, minutes: int) -> None:
        self._report(channel, severity, minutes)

    @rule(which=_TICKETS, who=_SPOKEN, minutes=_MINUTES)
    def reply(self, which: int, who: str, minutes: int) -> None:
        self._say(self._ticket(which), who)
        self._look(minutes)

    @rule(which=_TICKETS, user=_STAFF, command=_COMMANDS, minutes=_MINUTES)
    def staff_command(self, which: int, user: str, command: str, minutes: int) -> None:
        self.desk.command(user, command.format(self._ticket(which).number))
        self._look(minutes)

    @rule(client=_CLIENTS, command=_PAUSING, days=st.integers(2, 9), minutes=_LONG)
    def manager_command(self, client: str, command: str, days: int, minutes: int) -> None:
        day = self.desk.today + timedelta(days=days)
        self.desk.support("max", command.format(client, day=day))
        self._look(minutes)

    @rule(which=_TICKETS, action_id=_BUTTONS, user=_STAFF, minutes=_SHORT)
    def press(self, which: int, action_id: str, user: str, minutes: int) -> None:
        ticket = self._ticket(which)
        if action_id == ids.DECLINE_PAGE:
            self.desk.press(user, "#triage", self.desk.card(ticket.number), action_id)
        else:
            self.desk.press(ticket.requester, ticket.channel, ticket.thread_ts, action_id)
        self._look(minutes)

    @rule(minutes=_MINUTES, asleep=st.booleans())
    def time_passes(self, minutes: int, *, asleep: bool) -> None:
        if asleep:
            self.desk.sleep(minutes)
        self._look(0 if asleep else minutes)

    @rule(which=_TICKETS, who=_SPOKEN, before=_MINUTES, after=_MINUTES)
    def bot_is_away(self, which: int, who: str, before: int, after: int) -> None:
        self.desk.stop()
        self.desk.pass_time(before)
        self._say(self._ticket(which), who)
        self.desk.pass_time(after)
        self.desk.start()
        self._look()

    def _report(self, channel: str, severity: Severity | None, minutes: int) -> None:
        self.desk.pass_time(6)  # or it would join what was said before
        self.desk.say(_PEOPLE[channel], channel, self._words("Nobody can log in"))
        self._look()
        if severity is not None:
            self.desk.command("sam", f"severity {max(self.desk.last.tickets)} {severity}")
        self._look(minutes)

    def _say(self, ticket: Ticket, who: str) -> None:
        user = "sam" if who == "staff" else ticket.requester
        words = "thanks!" if who == "courtesy" else self._words("And now?")
        self.desk.say(user, ticket.channel, words, ticket.thread_ts)

    def _look(self, minutes: int = 0) -> None:
        """Look at all promises now, and once more when time has passed."""
        wrong = self.desk.look(watched=False)
        if minutes and not wrong:
            self.desk.pass_time(minutes)
            wrong = self.desk.look(watched=True)
        assert wrong == "", wrong

    def _ticket(self, which: int) -> Ticket:
        known = sorted(self.desk.last.tickets)
        return self.desk.last.tickets[known[which % len(known)]].ticket

    def _words(self, text: str) -> str:
        """Return words that nobody has used before."""
        self.number += 1
        return f"{text} ({self.number})"
