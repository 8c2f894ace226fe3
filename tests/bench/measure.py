"""Measures two ways of doing the same work side by side: queries, Python's CPU and PostgreSQL's CPU.

Both sides run in one process on one database, in turn (A B A B …), so that whatever slows the machine slows both. A
ratio is taken per round and the median of the rounds counts. What a step leaves to be written belongs to the step, and
every step starts with an empty record cache, as a request of its own would.
"""

import gc
import statistics
import time
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

ROUNDS = 5
MEASURES = ("queries", "python", "postgres")
# Lines of ``assert_bound`` in the order they were met; shown once more at the end of the run.
VERDICTS = []


class Reading(NamedTuple):
    """What some work took; times in seconds of CPU.

    ``postgres`` is None where the server's process cannot be read (another machine, another account).
    """

    queries: int = 0
    python: float = 0.0
    postgres: float | None = 0.0

    def __add__(self, other):
        return Reading(*(None if None in pair else sum(pair) for pair in zip(self, other, strict=True)))

    def __sub__(self, other):
        return Reading(*(None if None in pair else pair[0] - pair[1] for pair in zip(self, other, strict=True)))


class Clock:
    """The three counters of one cursor."""

    def __init__(self, cr):
        self._cr = cr
        cr.execute("SELECT pg_backend_pid()")
        self._process = Path("/proc") / str(cr.fetchone()[0])

    def read(self):
        """The counters as they stand."""
        return Reading(self._cr.sql_log_count, time.thread_time(), self._postgres())

    def _postgres(self):
        """CPU of our server process: in nanoseconds where the kernel counts so, else user and system ticks."""
        try:
            if not (self._process / "comm").read_text(encoding="ascii").startswith("postgres"):
                return None
            try:
                return int((self._process / "schedstat").read_text(encoding="ascii").split()[0]) / 1e9
            except OSError:
                fields = (self._process / "stat").read_text(encoding="ascii").rpartition(")")[2].split()
                return (int(fields[11]) + int(fields[12])) / 100
        except OSError:
            return None


class Meter:
    """Readings of one side in one round, by step.

    :param env: environment whose cursor is watched and whose cache is emptied
    :param bool cold: start every step with an empty record cache
    """

    def __init__(self, env, cold=True):
        self._env = env
        self._cold = cold
        self._clock = Clock(env.cr)
        self.steps = {}

    @contextmanager
    def step(self, name):
        """Measure the work inside, with all that it leaves to be written; the same name adds up."""
        self._settle()
        if self._cold:
            self._env.invalidate_all()
        # The bus tidies up now and then, by lot; that is nobody's work.
        with patch("random.random", lambda: 1):
            before = self._clock.read()
            yield
            self._settle()
            after = self._clock.read()
        self.steps[name] = self.steps.get(name, Reading()) + (after - before)

    def _settle(self):
        self._env.flush_all()
        self._env.cr.flush()

    @property
    def total(self):
        """All steps together."""
        return sum(self.steps.values(), Reading())


class Comparison:
    """The rounds of two sides.

    :param rounds: list of pairs of ``Meter``, theirs and ours
    """

    def __init__(self, rounds):
        self.rounds = rounds

    def ratio(self, measure, step=None):
        """Median over the rounds of ours / theirs; None where it could not be measured.

        :param str measure: "queries", "python" or "postgres"
        :param str step: one step, or None for all of them
        """
        pairs = [(self._value(theirs, step, measure), self._value(ours, step, measure)) for theirs, ours in self.rounds]
        ratios = [ours / theirs for theirs, ours in pairs if theirs and ours is not None]
        return statistics.median(ratios) if len(ratios) == len(pairs) else None

    def cpu_ratio(self):
        """As ``ratio``, of Python's and PostgreSQL's CPU together, or of Python's alone where that is all we have."""
        if self.median(1, "postgres") is None:
            return self.ratio("python")
        ratios = [
            (ours.total.python + ours.total.postgres) / (theirs.total.python + theirs.total.postgres)
            for theirs, ours in self.rounds
        ]
        return statistics.median(ratios)

    def median(self, side, measure, step=None):
        """Median over the rounds of one side's figure.

        :param int side: 0 theirs, 1 ours
        """
        values = [self._value(pair[side], step, measure) for pair in self.rounds]
        return None if None in values else statistics.median(values)

    @staticmethod
    def _value(meter, step, measure):
        reading = meter.total if step is None else meter.steps.get(step, Reading())
        return getattr(reading, measure)

    def print_table(self, title, per=1, theirs="core", ours="ours"):
        """Print medians by step, counted for one of ``per`` records, and their ratios."""
        print(f"\n{title} ({len(self.rounds)} rounds; queries, Python ms, PostgreSQL ms for one)")
        print(f"  {'':<22}{theirs:>26}{ours:>26}{'ratio':>23}")
        steps = dict.fromkeys(step for pair in self.rounds for meter in pair for step in meter.steps)
        for step in [*steps, None]:
            row = "".join(
                _figure(self.median(side, measure, step), measure, per) for side in (0, 1) for measure in MEASURES
            )
            ratios = "".join(f"{_ratio(self.ratio(measure, step)):>7}" for measure in MEASURES)
            print(f"  {step or 'together':<22}{row}  {ratios}")


def _figure(value, measure, per):
    if value is None:
        return f"{'–':>9}"
    return f"{value / per:>8.1f} " if measure == "queries" else f"{value / per * 1000:>8.2f} "


def _ratio(value):
    return "–" if value is None else f"{value:.2f}"


def compare(env, theirs, ours, *, rounds=ROUNDS, warm_up=1, check=None, cold=True):
    """Let two sides do the same work in turn.

    :param theirs: function that takes a ``Meter`` and does the work inside ``with meter.step(name):``
    :param ours: the same for the other side
    :param int rounds: measured rounds, 5 or more for a figure that is to be believed
    :param int warm_up: rounds before that, checked but not counted
    :param check: function that takes what both returned and asserts that they did the same
    :param bool cold: start every step with an empty record cache
    :return: ``Comparison``
    """
    pairs = []
    with _steady_collector():
        for number in range(warm_up + rounds):
            results, meters = [], []
            for side in (theirs, ours):
                meter = Meter(env, cold)
                results.append(side(meter))
                meters.append(meter)
            if check:
                check(*results)
            if number >= warm_up:
                pairs.append(tuple(meters))
    return Comparison(pairs)


def settle(cr, *tables):
    """Leave freshly filled tables as the nightly vacuum does: with statistics, and nothing pending in GIN indexes."""
    for table in tables:
        cr.execute(f'ANALYZE "{table}"')
    cr.execute(
        """
        SELECT gin_clean_pending_list(index.oid) FROM pg_index entry
          JOIN pg_class index ON index.oid = entry.indexrelid
          JOIN pg_am method ON method.oid = index.relam AND method.amname = 'gin'
         WHERE entry.indrelid = ANY(%s::regclass[])
        """,
        [list(tables)],
    )


@contextmanager
def _steady_collector():
    """Keep the garbage collector off what was there before; a full run by chance would hit one side only."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def measure(env, work, *, rounds=ROUNDS, warm_up=1, cold=True):
    """Median reading of one piece of work without a second side.

    :param work: function without parameters
    """
    meters = []
    with _steady_collector():
        for number in range(warm_up + rounds):
            meter = Meter(env, cold)
            with meter.step("work"):
                work()
            if number >= warm_up:
                meters.append(meter.total)
    return Reading(*(None if None in values else statistics.median(values) for values in zip(*meters, strict=True)))


def assert_bound(name, figure, bound, aim=None):
    """Print whether a figure keeps to its bound. One that does not stays printed; it fails no run.

    :param float figure: a ratio or a count, None where it could not be measured
    :param bound: the most it may be
    :param aim: what we would like, told beside it
    :return: whether it is reached
    """
    reached = figure is not None and figure <= bound
    shown = "not measured" if figure is None else f"{figure:.2f}".rstrip("0").rstrip(".")
    line = (
        f"{'REACHED' if reached else 'NOT REACHED':<12} {name}: {shown} (bound {bound}{f', aim {aim}' if aim else ''})"
    )
    VERDICTS.append(line)
    print(f"  {line}")
    return reached
