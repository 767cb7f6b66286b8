"""What the sandbox answers when it says no."""

from bot.sandbox.shapes import Json


class SlackError(Exception):
    """A Web API call that Slack refuses: answered as `ok: false` with Slack's own error name."""

    def __init__(self, error: str, **more: object) -> None:
        super().__init__(error)
        self.error = error
        self.more: Json = dict(more)

    def answer(self) -> Json:
        """Return the body that Slack would send."""
        return {"ok": False, "error": self.error, **self.more}


class CallerError(Exception):
    """A control call that was typed wrongly: answered with *status* and a sentence that says what to do."""

    def __init__(self, error: str, detail: str, status: int = 400) -> None:
        super().__init__(detail)
        self.error = error
        self.detail = detail
        self.status = status


class PersonError(Exception):
    """Something that Slack does not let this person do: answered with 200 and `ok: false`."""

    def __init__(self, error: str, detail: str) -> None:
        super().__init__(detail)
        self.error = error
        self.detail = detail
