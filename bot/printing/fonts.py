"""The letters we print with: DejaVu Sans, which comes with matplotlib (its licence lies beside it).

It knows Latin, Greek and Cyrillic letters, signs, arrows and the common faces; what it lacks shows as a box.
"""

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Final

_CONTROLS: Final = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufe00-\ufe0f\ufeff\ud800-\udfff]+"
)
"""What no letter stands for: controls, marks of direction, and what chooses between pictures of a sign."""


def font_file(*, bold: bool = False) -> Path:
    """Return where the letters are."""
    package = find_spec("matplotlib")
    if package is None or package.origin is None:
        raise FileNotFoundError("matplotlib, with whose letters we print, is not installed")
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return Path(package.origin).parent / "mpl-data" / "fonts" / "ttf" / name


def printable(text: str) -> str:
    """Return a text without what cannot be printed; its lines stay lines."""
    return _CONTROLS.sub(" ", text).strip()
