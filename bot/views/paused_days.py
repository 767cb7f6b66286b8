"""In which days of a month the plan is paused, and that the month lasts on because of it."""

from collections.abc import Iterable, Iterator

from bot.domain.months import Month, Paused
from bot.views.text import plain
from bot.views.times import day_words


def paused_days(pauses: Iterable[Paused], month: Month, language: str) -> Iterator[str]:
    """Yield a sentence for each pause of a month, without a full stop."""
    for each in pauses:
        said = plain(
            language,
            f"client.hours.pause.{'was' if each.is_over else 'holds'}",
            begins=day_words(each.begins_on, language),
            ends=day_words(each.ends_on, language),
        )
        last = day_words(month.last_day, language)
        yield plain(language, "client.hours.pause.longer", pause=said, last=last) if each.lengthens else said
