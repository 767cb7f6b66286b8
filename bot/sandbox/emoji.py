"""Names of emoji, as far as the sandbox knows them."""

import re

_FORM = re.compile(r"[a-z0-9_+'\-]+(::skin-tone-[2-6])?")


def is_emoji(name: str) -> bool:
    """Tell whether *name* could be an emoji's; a workspace may have its own, so only the form is checked."""
    return _FORM.fullmatch(name) is not None
