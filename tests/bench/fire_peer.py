"""APScheduler 3 with its SQLAlchemyJobStore on a SQLite file, firing jobs that only count.

Both are found by name, for SQLAlchemy is installed for benchmarks alone.
"""

import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from itertools import count
from threading import Event
from typing import Any, Final

_LONG_AGO: Final = datetime(2026, 1, 1, tzinfo=UTC)
_LONGEST_SECONDS: Final = 1800
_LOOK_SECONDS: Final = 0.01


class _Counter:
    """Counts the jobs that ran, in whichever thread."""

    def __init__(self, wanted: int) -> None:
        self._numbers = count(1)
        self._wanted = wanted
        self.is_done = Event()

    def one(self) -> None:
        """Count one more."""
        if next(self._numbers) == self._wanted:
            self.is_done.set()


_counters: list[_Counter] = []


def job() -> None:
    """The job, which a stored one is the name of."""
    _counters[-1].one()


def is_installed() -> bool:
    """Whether it can be measured here."""
    return find_spec("sqlalchemy") is not None


def rate(jobs: int, *pragmas: str) -> float:
    """Return how many jobs a second it fires and forgets; SQLite as it comes, but for *pragmas*."""
    _counters.append(_Counter(jobs))
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/jobs.db"
        settings = ["synchronous = OFF"]  # adding them is no part of the figure
        scheduler, store = _paused(url, settings)
        for _ in range(jobs):
            scheduler.add_job(f"{__name__}:job", "date", run_date=_LONG_AGO, misfire_grace_time=None)
        settings[:] = pragmas
        store.engine.dispose()  # who connects from now on does it with these
        began = time.perf_counter()
        scheduler.resume()
        assert _counters[-1].is_done.wait(_LONGEST_SECONDS)
        while store.get_next_run_time() is not None:
            time.sleep(_LOOK_SECONDS)
        seconds = time.perf_counter() - began
        scheduler.shutdown()
    return jobs / seconds


def _paused(url: str, pragmas: Sequence[str]) -> tuple[Any, Any]:
    """Return a scheduler that fires nothing yet, and its store."""
    alchemy: Any = import_module("sqlalchemy")
    engine = alchemy.create_engine(url)
    alchemy.event.listen(engine, "connect", _with(pragmas))
    store = import_module("apscheduler.jobstores.sqlalchemy").SQLAlchemyJobStore(engine=engine)
    make: Any = import_module("apscheduler.schedulers.background").BackgroundScheduler
    scheduler = make(jobstores={"default": store}, timezone=UTC)
    scheduler.start(paused=True)
    return scheduler, store


def _with(pragmas: Sequence[str]) -> Callable[[Any, Any], None]:
    def set_all(connection: Any, _record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    return set_all
