"""A sample ticket as programs read it: moments in UTC, targets and recipients as plan files write them."""

from datetime import datetime

from bot.domain.escalation import Step
from bot.domain.simulation import Sample, SampleClock


def sample_as_json(sample: Sample) -> dict[str, object]:
    """Return the sample in values that JSON has."""
    plan = sample.terms.plan
    return {
        "plan": plan.id,
        "version": plan.version,
        "severity": sample.severity.value,
        "opened_at": sample.opened_at.isoformat(),
        "clocks": [_clock(each) for each in sample.clocks],
        "escalations": [_step(each) for each in sample.escalation],
    }


def _clock(sample: SampleClock) -> dict[str, object]:
    return {
        "clock": sample.clock.value,
        "calendar": sample.target.calendar,
        "target": str(sample.target.length),
        "due_at": _moment(sample.due_at),
        "warnings": [{"percent": percent, "at": _moment(at)} for percent, at in sample.warnings],
    }


def _step(step: Step) -> dict[str, object]:
    return {"level": step.level.name, "at": _moment(step.at), "notify": [*map(str, step.level.notify)]}


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
