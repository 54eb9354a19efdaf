"""`foedus words`: what a phrase of likelihood means to whom, and which phrase fits a number."""

from typing import TYPE_CHECKING, Annotated

import typer

from foedus.cli.console import show

if TYPE_CHECKING:
    from foedus.quantity import Word


def words(
    text: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PHRASE|NUMBER]", help="As likely, 0.2 or 20 %. Without one: every phrase."),
    ] = None,
) -> None:
    """Print the range of a phrase in each lexicon with its source, or the phrase for a number."""
    from foedus.cli.block import block
    from foedus.quantity import lexicons
    from foedus.quantity import words as words_of

    asked = " ".join(" ".join(text or ()).split())
    if not asked:
        for name in lexicons():
            listed = words_of(name)
            usual = listed[0].source
            rows = [
                (word.phrase, _range(word) + ("" if word.source == usual else f"\n{word.source}")) for word in listed
            ]
            show(block(f"{name}: {usual}", rows))
        return
    show(block(asked, list((_number_rows(asked) or _phrase_rows(asked)).items())))


def _number_rows(asked: str) -> dict[str, str] | None:
    """The phrase that fits a number, by lexicon; None when what was asked is no number."""
    from foedus.errors import InputError
    from foedus.quantity import lexicons, word_for

    is_percent = asked.endswith("%")
    try:
        number = float(asked.removesuffix("%"))
    except ValueError:
        return None
    probability = number / 100 if is_percent else number
    if not 0.0 <= probability <= 1.0:
        hint = f'Did you mean "{asked} %"?' if 1.0 < number <= 100.0 and not is_percent else ""
        raise InputError.at("words", f"{asked} is no probability: expected 0 to 1, or 0 to 100 %", hint=hint)
    fitting = {name: word_for(probability, name) for name in lexicons()}
    return {name: f"{word.phrase} ({_range(word)})\n{word.source}" for name, word in fitting.items()}


def _phrase_rows(asked: str) -> dict[str, str]:
    """The range of a phrase, by lexicon; where one does not have it, the nearest that it has.

    Raises:
        InputError: no lexicon has the phrase.
    """
    from foedus.errors import InputError, nearest
    from foedus.quantity import QuantityError, lexicons, lookup
    from foedus.quantity import words as words_of

    rows: dict[str, str] = {}
    is_known = False
    for name in lexicons():
        try:
            word = lookup(asked, name)
        except QuantityError as error:
            rows[name] = "not in this lexicon" + (f'; near it: "{error.suggestion}"' if error.suggestion else "")
        else:
            rows[name] = f"{_range(word)}\n{word.source}"
            is_known = True
    if not is_known:
        known = [word.phrase for name in lexicons() for word in words_of(name)]
        hint = nearest(asked, known) or "`foedus words` lists them all."
        shown = asked if len(asked) <= 60 else f"{asked[:59]}…"
        raise InputError.at("words", f'"{shown}" is in no lexicon: expected a phrase or a number', hint=hint)
    return rows


def _range(word: "Word") -> str:
    median = "" if word.median is None else f", median {100 * word.median:.4g} %"
    return f"{word.percent_range}{median}"
