"""Measuring: ways in turns, in savepoints, after a warm-up."""

import gc
import time
from dataclasses import dataclass, field
from statistics import median

from .goals import GOALS


@dataclass
class Measurement:
    """Times of one row, in seconds, by way, and the queries of one run of ours."""

    name: str
    title: str
    scale: float = 1.0
    times: dict[str, list[float]] = field(default_factory=dict)
    queries: dict[str, int] = field(default_factory=dict)
    wrong: str = ""
    missing: str = ""

    @property
    def medians(self) -> dict[str, float]:
        return {way: median(times) for way, times in self.times.items()}

    def goals(self) -> list[tuple[str, bool | None]]:
        """Return the text of each goal and whether it is met; None if not judged."""
        if self.missing or not self.times:
            return []
        medians = self.medians
        judged = []
        for goal in GOALS.get(self.name, ()):
            other = getattr(goal, "against", getattr(goal, "than", "ours"))
            if other in medians:
                met = goal.met(medians, self.queries.get("ours", 0))
                judged.append((goal.text(), met if self.scale >= goal.scale else None))
        return judged

    @property
    def met(self) -> bool:
        return not self.wrong and all(met is not False for _text, met in self.goals())


def measure(row, bench, runs: int) -> Measurement:
    """Measure each way of `row` `runs` times in turns; the first round warms up."""
    found = Measurement(row.name, row.title, bench.scale)
    found.missing = row.missing(bench)
    if not found.missing:
        try:
            _measure_ways(found, row, bench, runs)
        except Exception as error:  # one broken row must not hide the others
            found.wrong = f"{type(error).__name__}: {error}".strip()
        row.after(bench)
    return found


def _measure_ways(found, row, bench, runs):
    ways = row.ways(bench)
    results = {}
    for way, function in ways.items():
        _seconds, _queries, results[way] = _run(row, bench, way, function)
    found.wrong = row.check(bench, results)
    results.clear()
    found.times = {way: [] for way in ways}
    for _number in range(row.runs or runs):
        for way, function in ways.items():
            seconds, queries, _result = _run(row, bench, way, function)
            found.times[way].append(seconds)
            found.queries[way] = queries


def _run(row, bench, way, function):
    env = bench.env_of(way)
    cr = env.cr
    env.invalidate_all()
    with bench.savepoint(cr):
        row.before(bench, way)
        env.flush_all()
        env.invalidate_all()
        gc.collect()
        gc.disable()
        queries = cr.sql_log_count
        started = time.perf_counter()
        result = function(bench)
        seconds = time.perf_counter() - started
        gc.enable()
        queries = cr.sql_log_count - queries
    return seconds, queries, result
