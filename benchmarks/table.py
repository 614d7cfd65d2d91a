"""The table that the bench prints, and the same as JSON."""

COLUMNS = (
    ("operation", 34),
    ("ours ms", 10),
    ("queries", 8),
    ("SQL ms", 10),
    ("usual ms", 10),
    ("/SQL", 7),
    ("usual/", 8),
    ("goals", 0),
)
# Ways that stand in for the hand-written SQL or the usual way in the table.
STANDS_FOR_SQL = ("sql", "rebuild")
STANDS_FOR_USUAL = ("usual", "core")
VERDICTS = {True: "ok", False: "MISSED", None: "(judged on larger bases)"}


def header() -> str:
    line = "".join(
        title.ljust(width) if title in ("operation", "goals") else title.rjust(width)
        for title, width in COLUMNS[:-1]
    )
    return f"{line}  goals\n{'-' * (len(line) + 24)}"


def _first(medians, ways):
    return next((medians[way] for way in ways if way in medians), None)


def line(found) -> str:
    """Return the line of a measurement."""
    if found.missing:
        return f"{found.title:34}  not measured: {found.missing}"
    if not found.times:
        return f"{found.title:34}  WRONG: {found.wrong}"
    medians = found.medians
    ours = medians["ours"]
    sql, usual = _first(medians, STANDS_FOR_SQL), _first(medians, STANDS_FOR_USUAL)
    cells = (
        f"{ours * 1000:.1f}",
        str(found.queries["ours"]),
        "" if sql is None else f"{sql * 1000:.1f}",
        "" if usual is None else f"{usual * 1000:.1f}",
        "" if sql is None else f"{ours / sql:.2f}" if ours > sql / 10
        else f"{ours / sql:.2%}",
        "" if usual is None else f"{usual / ours:.1f}x",
    )  # fmt: skip
    text = f"{found.title:34}" + "".join(
        cell.rjust(width)
        for cell, (_title, width) in zip(cells, COLUMNS[1:-1], strict=True)
    )
    goals = found.goals()
    text += "  " + "; ".join(f"{goal} {VERDICTS[met]}" for goal, met in goals)
    if found.wrong:
        text += f"\n{'':34}  WRONG: {found.wrong}"
    return text


def as_dict(found) -> dict:
    """Return a measurement for the JSON file; times in milliseconds."""
    return {
        "name": found.name,
        "title": found.title,
        "missing": found.missing,
        "wrong": found.wrong,
        "median_ms": {
            way: round(seconds * 1000, 3) for way, seconds in found.medians.items()
        },
        "times_ms": {
            way: [round(seconds * 1000, 3) for seconds in times]
            for way, times in found.times.items()
        },
        "queries": found.queries,
        "goals": [{"goal": text, "met": met} for text, met in found.goals()],
        "met": found.met,
    }
