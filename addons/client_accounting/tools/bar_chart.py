"""A bar chart as SVG text, for paper: no library, no script."""

import math
from dataclasses import dataclass
from xml.sax.saxutils import escape

STEPS = (1, 2, 2.5, 5, 10)
LEFT, RIGHT, TOP, BOTTOM = 52, 4, 8, 20
CHARACTER = 6.2


@dataclass(frozen=True)
class Series:
    """Bars of one colour, one value per label."""

    name: str
    values: tuple
    color: str


def scale_of(values, ticks=5):
    """Give the round numbers of an axis that holds all values and zero.

    :param values: numbers; without any, or all zero, the axis is 0 to 1
    :param ticks: about how many numbers
    :return: tuple of numbers, the lowest first, at equal distances
    """
    low, high = min(0, *values, 0), max(0, *values, 0)
    if low == high:
        return (0, 1)
    rough = (high - low) / max(ticks - 1, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(s * power for s in STEPS if s * power >= rough * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(round(index * step, 10) for index in range(first, last + 1))


def bar_chart(labels, series, format_tick=str, width=680, height=190):
    """Draw groups of bars, one group per label.

    :param labels: texts under the groups
    :param series: Series, drawn side by side from left to right
    :param format_tick: function number -> text of the axis
    :param width: of the drawing, in CSS pixels; it scales with its place
    :param height: in CSS pixels
    :return: str, an <svg> element; texts are escaped
    """
    ticks = scale_of([value for one in series for value in one.values])
    inner_width, inner_height = width - LEFT - RIGHT, height - TOP - BOTTOM
    span = ticks[-1] - ticks[0]

    def y_of(value):
        return round(TOP + inner_height * (ticks[-1] - value) / span, 2)

    parts = [
        _tick(y_of(tick), width, escape(format_tick(tick)), tick == 0) for tick in ticks
    ]
    group = inner_width / max(len(labels), 1)
    every = math.ceil(max(map(len, labels), default=0) * CHARACTER / group) or 1
    for index, label in enumerate(labels):
        left = LEFT + index * group
        parts += _bars(index, left, group, series, y_of)
        if index % every == (len(labels) - 1) % every:
            parts.append(
                f'<text x="{left + group / 2:.2f}" y="{height - 5}"'
                f' text-anchor="middle" fill="#6b7280">{escape(label)}</text>'
            )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="100%" font-size="10.5">{"".join(parts)}</svg>'
    )


def _tick(y, width, text, is_zero):
    color = "#9ca3af" if is_zero else "#e5e7eb"
    return (
        f'<line x1="{LEFT}" x2="{width - RIGHT}" y1="{y}" y2="{y}"'
        f' stroke="{color}" stroke-width="1"></line>'
        f'<text x="{LEFT - 6}" y="{y + 3.5:.2f}" text-anchor="end"'
        f' fill="#6b7280">{text}</text>'
    )


def _bars(index, left, group, series, y_of):
    share = group * 0.72 / max(len(series), 1)
    start = left + group * 0.14
    bars = []
    for position, one in enumerate(series):
        value = one.values[index]
        top, bottom = sorted((y_of(value), y_of(0)))
        if bottom - top <= 0:
            continue
        bars.append(
            f'<rect x="{start + position * share:.2f}" y="{top:.2f}"'
            f' width="{share * 0.9:.2f}" height="{bottom - top:.2f}"'
            f' fill="{escape(one.color)}"></rect>'
        )
    return bars
