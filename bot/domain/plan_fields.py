"""Fields that the tables of a plan's file have in common, each refused with its remedy."""

import re
from datetime import time
from decimal import Decimal
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator, StrictInt

from bot.domain.targets import read_length
from bot.domain.terms import Money
from bot.errors import WrongValueError

_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_ALL: Final = 100_000
_TIME: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


def read_minutes(value: object) -> int:
    """Return the minutes that `10h` or `90m` writes; WrongValueError says what to write."""
    try:
        length = read_length(value) if isinstance(value, str) else None
    except ValueError:
        length = None
    if length is None or length.open_time is None:
        raise WrongValueError(f"is {value!r}, which is no number of hours", "write '10h' or '90m'")
    return int(length.open_time.total_seconds()) // 60


def _currency(code: str) -> str:
    if not _CURRENCY.fullmatch(code):
        raise WrongValueError(f"is {code!r}", "write the three letters of a currency, such as 'USD'")
    return code


def _time(value: object) -> time:
    if isinstance(value, str) and (found := _TIME.fullmatch(value)):
        return time(int(found[1]), int(found[2]))
    raise WrongValueError(f"is {value!r}", "write a time of the day, such as '09:00'")


def _share(value: object) -> int:
    thousandths = None
    if isinstance(value, int | float) and not isinstance(value, bool):
        thousandths = Decimal(str(value)) * 1000
    if thousandths is None or thousandths != round(thousandths) or not 0 < thousandths <= _ALL:
        raise WrongValueError(f"is {value!r}", "write a number up to 100, such as 99.95")
    return int(thousandths)


def rising(numbers: tuple[int, ...]) -> tuple[int, ...]:
    """Return *numbers* if each is larger than the one before; WrongValueError otherwise."""
    if list(numbers) != sorted(set(numbers)):
        raise WrongValueError(f"is {list(numbers)}", "write each number once, the smallest first")
    return numbers


Minutes = Annotated[int, PlainValidator(read_minutes)]
"""A number of hours or minutes, in minutes."""
TimeOfDay = Annotated[time, PlainValidator(_time)]
Currency = Annotated[str, AfterValidator(_currency)]
Percent = Annotated[StrictInt, Field(ge=0, le=300)]
"""Of a clock's target; 100 is its end."""
Share = Annotated[int, PlainValidator(_share)]
"""A part of all in percent, such as 99.95, in thousandths of a percent."""
Warnings = Annotated[tuple[Annotated[StrictInt, Field(ge=1, le=99)], ...], AfterValidator(rising)]
BusinessDays = Annotated[StrictInt, Field(ge=1, le=365)]
MeetingMinutes = Annotated[StrictInt, Field(ge=5, le=480)]
MEETING_SAID: Final = "a whole number of minutes from 5 to 480"
DAYS_SAID: Final = "a whole number of business days from 1 to 365"


class Table(BaseModel):
    """A table of a plan's file: what it does not know is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class MoneyText(Table):
    """An amount of money."""

    cents: Annotated[StrictInt, Field(ge=0)] = Field(description="a whole number of cents: 8500 is 85.00")
    currency: Currency = Field(description="the three letters of a currency, such as 'USD'")

    def money(self) -> Money:
        """Return it as a value."""
        return Money(self.cents, self.currency)
