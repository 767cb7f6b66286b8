"""What a person entered in a modal, read from the view that Slack sends back."""

from collections.abc import Mapping

_KEYS = (
    "value",
    "selected_option",
    "selected_user",
    "selected_conversation",
    "selected_users",
    "selected_options",
    "selected_date",
    "selected_time",
)


def text_in(view: Mapping[str, object], field: str) -> str:
    """Return what was typed or picked in *field*: a text, an option's value, an id; or empty."""
    return next(iter(texts_in(view, field)), "")


def texts_in(view: Mapping[str, object], field: str) -> tuple[str, ...]:
    """Return all that was picked in *field*, in the order that Slack gives."""
    element = _at(_at(_at(view, "state"), "values"), field)
    entered = _at(element, field)
    found = next((entered[key] for key in _KEYS if entered.get(key)), None)
    if found is None:
        return ()
    return tuple(_worth(each) for each in (found if isinstance(found, list) else [found]))


def _worth(entered: object) -> str:
    """An option is worth its value; text and ids are worth themselves."""
    return str(entered.get("value", "")) if isinstance(entered, Mapping) else str(entered)


def _at(tree: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = tree.get(name)
    return found if isinstance(found, Mapping) else {}
