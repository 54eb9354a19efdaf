"""A number as its page writes it: the analyst's own text, with the unit it stands for and a word for a default."""

from foedus.case import Input

_UNITS = {"delay": "days", "lead_time": "days", "patience": "days", "urgency": "days", "production": "a year"}


def written(path: str, number: Input) -> str:
    """The number at a path: "1 to 6 months", "likely (55–80 %)", "6 to 24 (default)"."""
    text, unit = str(number.quantity), unit_of(path)
    if unit is not None and not any(word.isalpha() and word != "to" for word in text.split()):
        text = f"{text} {unit}"
    if number.scale_by_level:
        text = f"{text} × level"
    return f"{text} (default)" if number.is_default else text


def unit_of(path: str) -> str | None:
    """The unit of the number at a path, where it is no pure number: "days", "a year"."""
    return _UNITS.get(path.rpartition(".")[2])
