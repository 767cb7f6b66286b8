"""The tables [[escalations.NAME]] of a plan's file as people write them."""

import re
from typing import Annotated, Final, Self

from pydantic import Field, PlainValidator, StrictInt, model_validator

from bot.domain.field_types import Slug, Words
from bot.domain.plan_fields import Minutes, Percent, Table
from bot.domain.targets import Clock
from bot.domain.terms import AfterLevel, Level, OfClock, Recipient, RecipientKind
from bot.errors import WrongValueError

_MOST_REPEATS: Final = 5
_RECIPIENT: Final = re.compile(
    r"(?:on_call:(?P<on_call>[\w-]+)|@(?P<person>\S+)|#(?P<channel>\S+)|group:(?P<group>\S+))"
)
_ALONE: Final = (RecipientKind.ASSIGNEE, RecipientKind.ACCOUNT_MANAGER)


def read_recipient(value: object) -> Recipient:
    """Return whom *value* names; WrongValueError says what to write."""
    if isinstance(value, str) and value in _ALONE:
        return Recipient(RecipientKind(value))
    if isinstance(value, str) and (found := _RECIPIENT.fullmatch(value)):
        kind = RecipientKind(str(found.lastgroup))
        return Recipient(kind, found[kind])
    raise WrongValueError(
        f"is {value!r}",
        "write 'assignee', 'account_manager', 'on_call:L1', '@sam', 'group:seniors' or '#channel'",
    )


class LevelText(Table):
    """A table [[escalations.NAME]]: one level, in the order of the file."""

    title: Words | None = Field(None, description="the plan's own name for this level")
    clock: Clock | None = Field(None, description="first_response, next_response, update or resolution")
    percent: Percent | None = Field(
        None, description="so much of the clock's target, from 0 to 300; 0 is at once"
    )
    after: Minutes | None = Field(None, description="so long after the level before, such as '30m'")
    notify: tuple[Annotated[Recipient, PlainValidator(read_recipient)], ...] = Field(
        min_length=1, description='whom to tell, such as ["assignee", "on_call:L1"]'
    )
    repeats: Annotated[StrictInt, Field(ge=0, le=_MOST_REPEATS)] = Field(
        0, description="how often it is told again: a whole number from 0 to 5"
    )
    every: Minutes = Field(15, description="how long between one telling and the next, such as '15m'")

    @model_validator(mode="after")
    def _has_one_moment(self) -> Self:
        by_clock = self.clock is not None and self.percent is not None
        if (self.clock is None) != (self.percent is None) or by_clock == (self.after is not None):
            raise WrongValueError("has to say when, in one way", "write `clock` and `percent`, or `after`")
        return self

    def level(self, number: int) -> Level:
        """Return it as a value, the level of that number."""
        when: OfClock | AfterLevel = AfterLevel(self.after or 0)
        if self.clock is not None and self.percent is not None:
            when = OfClock(self.percent, self.clock)
        return Level(f"L{number}", self.title or "", when, self.notify, self.repeats, self.every)


Policies = dict[Slug, Annotated[tuple[LevelText, ...], Field(min_length=1)]]
"""The levels of each policy, by its name."""
