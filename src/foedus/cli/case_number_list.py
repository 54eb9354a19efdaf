"""Every number of a case with what it rests on, grouped by the place where it stands."""

from collections.abc import Iterator

from foedus.case import Case, Input
from foedus.report.written_number import written


def number_blocks(case: Case, numbers: dict[str, Input]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Title and rows of each group: key, number and basis in words, then the reason, once for a run that shares it."""
    places: dict[str, list[str]] = {}
    for path in numbers:
        places.setdefault(_place(path), []).append(path)
    for title, paths in places.items():
        rows: list[tuple[str, str]] = []
        said = ""
        for path in paths:
            number = numbers[path]
            basis = _basis(case, number)
            line = f"{written(path, number).removesuffix(' (default)')} · {basis}"
            if number.why:
                line = line if said == number.why else f"{line}\n{number.why}"
                said = number.why
            rows.append((path.removeprefix(f"{title}."), line))
        yield title, rows


def _place(path: str) -> str:
    """The entry that a number belongs to: "requests.arms", "stock.jets", "challenger", or "everywhere"."""
    parts = path.split(".")
    if len(parts) == 1:
        return "everywhere"
    return parts[0] if parts[0] == "challenger" else ".".join(parts[:2])


def _basis(case: Case, number: Input) -> str:
    """Known, inferred, assumed: in words, as colour alone would not carry it."""
    if number.source is None:
        return number.basis
    grade = case.sources[number.source].grade
    return f"{number.basis} ({number.source}{'' if grade is None else f', {grade}'})"
