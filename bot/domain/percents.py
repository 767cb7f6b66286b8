"""Parts of a whole in percent, in whole numbers."""

from typing import Final

_ALL: Final = 100


def nearest_percent(part: int, whole: int) -> int:
    """Return how much of a whole a part is, as it is told: a half goes up, and 0 and 100 are exact.

    Two thirds are 67; 999 of 1000 are 99, for they are not all of them.
    """
    nearest = (2 * part * _ALL + whole) // (2 * whole)
    if part > whole:
        return max(nearest, _ALL + 1)
    return min(max(nearest, 1), _ALL - 1) if 0 < part < whole else nearest


def share_percent(part: int, whole: int) -> int | None:
    """Return the same; None where there was nothing to be a part of."""
    return nearest_percent(part, whole) if whole else None


def used_percent(used: int, allowed: int) -> int:
    """Return how much of what there was is used; 100 where there was nothing and some is used."""
    return nearest_percent(used, allowed) if allowed > 0 else _ALL * (used > 0)


def reached_percent(part: int, whole: int) -> int:
    """Return how many percent of a whole a part has come to, as limits are reached: not a moment sooner."""
    return part * _ALL // whole
