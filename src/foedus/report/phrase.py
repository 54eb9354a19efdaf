"""Numbers, names and dates as readers are shown them: whole per cents in sentences, two digits in tables."""

import math
from datetime import date

from foedus.errors import printable

MISSING = "–"
MINUS = "−"
LONGEST_LABEL = 60
NOISE = 1e-9
"""of a difference of two figures: equilibria are solved no closer"""


def one_line(text: str) -> str:
    """The text on one line, runs of spaces made one, what cannot be shown escaped."""
    return printable(" ".join(text.split()))


def shortened(text: str, longest: int = LONGEST_LABEL) -> str:
    """The text on one line, cut at a word where it is longer than a line of a table can be."""
    line = one_line(" ".join(text[: 8 * longest].split()))  # what is cut is not worth escaping
    if len(line) <= longest and len(text) <= 8 * longest:
        return line
    head = line[: longest - 1]
    return f"{head.rsplit(' ', 1)[0] if ' ' in head[longest // 2 :] else head} …".replace("  ", " ")


def capital(text: str) -> str:
    """The text with a capital at its beginning."""
    return f"{text[:1].upper()}{text[1:]}"


def spoken_id(name: str) -> str:
    """An id as words: "own_front" is "own front"."""
    return shortened(name.replace("_", " "), 20)


def percent(probability: float) -> str:
    """A whole per cent for a sentence: "55 %", "<1 %", ">99 %"."""
    return f"{_whole(probability)} %" if math.isfinite(probability) else MISSING


def percent_range(low: float, high: float) -> str:
    """Two whole per cents: "38–71"."""
    return f"{_whole(low)}–{_whole(high)}"


def _whole(probability: float) -> str:
    if not math.isfinite(probability):
        return MISSING
    hundredths = 100 * probability
    if 0 < hundredths < 0.5:
        return "<1"
    if 99.5 <= hundredths < 100:
        return ">99"
    return _signed(f"{hundredths:.0f}")


def table_percent(probability: float | None) -> str:
    """A per cent for a table, to two digits: "55 %", "9.1 %", "0.31 %"."""
    if probability is None or not math.isfinite(probability):
        return MISSING
    return f"{two_digits_of_percent(probability)} %"


def table_range(low: float, high: float) -> str:
    """The ends of an interval for a table: "38–71", "0.3–9.1"."""
    return f"{two_digits_of_percent(low)}–{two_digits_of_percent(high)}"


def two_digits_of_percent(probability: float) -> str:
    """A probability or a difference of two in per cent, without the sign of per cent; nothing below a tenth."""
    if not math.isfinite(probability):
        return MISSING
    hundredths = 100 * probability
    if 0 < abs(hundredths) < 0.05:
        return "<0.1" if hundredths > 0 else f"{MINUS}<0.1"
    if 99.5 <= hundredths < 100:
        return ">99"
    return _signed(f"{hundredths:.1f}" if abs(hundredths) < 9.95 and hundredths != 0 else f"{hundredths:.0f}")


def points(difference: float | None) -> str:
    """A change of a price in points of per cent, with its sign: "−3.2", "+11"."""
    if difference is None or not math.isfinite(difference):
        return MISSING
    if abs(difference) < NOISE:
        difference = 0.0
    text = two_digits_of_percent(difference)
    return f"+{text}" if difference > 0 else text


def points_range(low: float, high: float) -> str:
    """The ends of a change: "−6.1 to −0.4"."""
    return f"{points(low)} to {points(high)}"


def two_digits(number: float | None) -> str:
    """A number that is no probability, to two digits: "0.31", "4.2", "110"."""
    if number is None or not math.isfinite(number):
        return MISSING
    if abs(number) >= 1e6 or 0 < abs(number) < 1e-3:
        return _signed(f"{number:.1e}")
    if abs(number) >= 9.95:
        return _signed(f"{number:.0f}")
    places = 1 if abs(number) >= 0.995 else 2 if abs(number) >= 0.0995 else 3 if number else 0
    return _signed(f"{number:.{places}f}")


def number_range(low: float, high: float) -> str:
    """The ends of an interval of a number that is no probability: "0.01–0.05", with "to" beside a minus."""
    return f"{two_digits(low)}{'–' if low >= 0 else ' to '}{two_digits(high)}"


def bits(number: float) -> str:
    """Bits with their sign: "+0.61"."""
    return MISSING if not math.isfinite(number) else _signed(f"{number:+.2f}")


def information(number: float) -> str:
    """Expected information in bits, which cannot be below zero: "0.21", "0.038", "<0.001"."""
    if not math.isfinite(number):
        return MISSING
    return "<0.001" if 0 < number < 0.0005 else f"{number:.{2 if number >= 0.0995 else 3 if number else 0}f}"


def counted(number: float) -> str:
    """A count with thin groups: "3 991"."""
    return f"{number:,.0f}".replace(",", " ") if math.isfinite(number) else MISSING


def written_day(day: date) -> str:
    """A day as readers write it: "23 Jun 2025"."""
    return f"{day.day} {day:%b} {day.year}"


def written_date(text: str) -> str:
    """A date known to the day, month or year, from YYYY-MM-DD, YYYY-MM or YYYY; other text as it stands."""
    try:
        if len(text) == 10:
            return written_day(date.fromisoformat(text))
        if len(text) == 7:
            month = date.fromisoformat(f"{text}-01")
            return f"{month:%b} {month.year}"
    except ValueError:
        pass
    return shortened(text)


def _signed(text: str) -> str:
    """With a minus as typeset, and no sign before a zero."""
    if not any(digit in text for digit in "123456789"):
        text = text.lstrip("-+")
    return text.replace("-", MINUS)
