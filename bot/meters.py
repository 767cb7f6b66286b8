"""What Hourglass counts while it works, for Prometheus; what can be read from the database is not counted."""

from dataclasses import dataclass
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_ACK_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
"""Slack waits for three seconds."""


@dataclass(frozen=True, slots=True)
class Meters:
    """The counts of one running Hourglass since its start, in a registry of their own."""

    registry: CollectorRegistry
    requests: Counter
    """Requests from Slack that were written down, by kind: event, command, action, submission, shortcut."""
    repeated: Counter
    """Those among what Slack sent that had been written down before."""
    acks: Histogram
    """How long Slack waited for our 200, by kind; its count is that of the acks."""
    sent: Counter
    """What Slack took from us, by act: post, edit, react."""
    retries: Counter
    """Failures after which something is tried again, by box: inbox, outbox."""
    parked: Counter
    """What was put aside, by box."""
    ticks: Counter
    ticked_at: Gauge
    """When the last tick ended, in seconds since 1970."""
    fired: Counter
    """Timers whose moment was dealt with, by kind."""
    fired_late: Counter
    """Those among them whose moment had passed more than a minute before."""
    breaches: Counter
    """SLA clocks whose due moment came while they ran, by kind of clock."""
    rated: Counter
    """Answers of requesters how they found our help, by score; who changes theirs counts again."""
    looks_failed: Counter
    """Looks at what is due on a ticket that a mistake of ours ended."""

    @classmethod
    def fresh(cls) -> "Meters":
        """Return meters that stand at zero."""
        registry = CollectorRegistry()

        def counter(name: str, text: str, *labels: str) -> Counter:
            return Counter(f"hourglass_{name}", text, labels, registry=registry)

        meters = cls(
            registry,
            counter("requests", "Requests from Slack that were written down, by kind.", "kind"),
            counter("requests_repeated", "Requests that Slack sent again.", "kind"),
            Histogram(
                "hourglass_ack_seconds",
                "How long Slack waited until its request was acked.",
                ("kind",),
                registry=registry,
                buckets=_ACK_SECONDS,
            ),
            counter("sent", "Posts, edits and reactions that Slack took.", "act"),
            counter("retries", "Failures after which a row is tried again.", "box"),
            counter("parked", "Rows put aside after they failed for good.", "box"),
            counter("ticks", "Ticks of the clock that looked for due timers."),
            Gauge("hourglass_last_tick_timestamp_seconds", "When the last tick ended.", registry=registry),
            counter("timers_fired", "Timers whose moment was dealt with.", "kind"),
            counter("timers_fired_late", "Timers dealt with more than a minute late.", "kind"),
            counter("breaches", "SLA clocks whose due moment came while they ran.", "clock"),
            counter("ratings", "Answers of requesters how they found our help.", "score"),
            counter("looks_failed", "Looks at what is due on a ticket that failed."),
        )
        for box in ("inbox", "outbox"):  # alarms need a zero to begin from
            meters.retries.labels(box)
            meters.parked.labels(box)
        return meters
