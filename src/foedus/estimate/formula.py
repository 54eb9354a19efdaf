"""Games made ready for a table: templates by name, and utilities given from outside the file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from foedus.case.document import quote, shorten
from foedus.errors import Finding, InputError, listed, nearest
from foedus.estimate.named_model import MODELS
from foedus.estimate.rows import formula_text
from foedus.game import Formula, Game, Parameter, Utility, load_game, parse_yaml
from foedus.game.arithmetic import names_in
from foedus.game.linear import LinearFormula, parse_linear
from foedus.game.number import NumberError, read_number
from foedus.game.word import FormulaError

SCALE = re.compile(r"log_sigma([1-9]\d*)?")
"""utilities and parameters that are the logarithm of σ: of everybody, or of the first, second, … player"""


def template_names() -> tuple[str, ...]:
    """Names of the games that come with foedus to be fitted, by alphabet."""
    found = files("foedus.estimate").joinpath("library").iterdir()
    return tuple(sorted(each.name.removesuffix(".yaml") for each in found if each.name.endswith(".yaml")))


def read_game(source: Game | str | Path, utilities: Mapping[str, Any] | None = None) -> Game:
    """The game of a file, of a template (`egame12`) or of the catalogue, with utilities replaced.

    Arguments:
        source: a game, a path, or a name.
        utilities: by name a linear formula over columns ("1 + balance"), or a number at which the utility is held
            ("0", 0.5). The scale of the shocks, `log_sigma` or `log_sigma1`, … for one player, may be among them.

    Raises:
        InputError: with every mistake.
    """
    if isinstance(source, Game):
        game = source
    elif str(source) in template_names() and not Path(source).exists():
        text = files("foedus.estimate").joinpath("library", f"{source}.yaml").read_text(encoding="utf-8")
        game = parse_yaml(text, f"{source}.yaml")
    else:
        game = _load(source)
    game = _with_utilities(game, utilities or {})
    _check(game)
    return game


def _load(source: str | Path) -> Game:
    try:
        return load_game(source)
    except InputError as error:
        close = nearest(str(source), (*template_names(), *MODELS))
        if close and "neither a file nor" in str(error):
            message = "is neither a file, a template nor a game of the catalogue"
            raise InputError.at(shorten(str(source), 400), message, hint=close) from None
        raise


def _with_utilities(game: Game, given: Mapping[str, Any]) -> Game:
    known = {each.name: each for each in game.utilities}
    parameters = {each.name: each for each in game.parameters}
    findings = []
    for name, text in given.items():
        if name not in known and name not in parameters and not SCALE.fullmatch(name):
            names = [*known, *parameters, "log_sigma"]
            hint = nearest(name, names) or f"Utilities: {listed(names)}."
            findings.append(Finding("utility", "", f"{quote(shorten(name, 100))} is not in the game", hint))
            continue
        try:
            read = _number_or_formula(formula_text(text))
        except FormulaError as error:
            findings.append(Finding("utility", name, error.message, error.hint))
            continue
        known.pop(name, None)
        parameters.pop(name, None)
        if isinstance(read, LinearFormula):
            known[name] = Utility(name, read)
        else:
            parameters[name] = read.__class__(name, read.value)
    if findings:
        raise InputError(findings)
    # In the order of the game, what is new behind it.
    order = [each.name for each in game.utilities]
    utilities = sorted(known.values(), key=lambda each: order.index(each.name) if each.name in order else len(order))
    columns = [*game.columns, *(column for each in utilities for column in each.formula.columns)]
    return replace(
        game,
        columns=tuple(dict.fromkeys(columns)),
        utilities=tuple(utilities),
        parameters=tuple(parameters.values()),
    )


def _number_or_formula(text: str) -> LinearFormula | Parameter:
    body = text.strip().removeprefix("~").strip()
    # 1 is the constant, as in R; what is held at 1 is written 1.0.
    if body != "1":
        try:
            return Parameter("", read_number(body))
        except NumberError:
            pass
    return parse_linear(text)


def _check(game: Game) -> None:
    """Stop where nothing is to be estimated, or a scale belongs to nobody."""
    place = game.title or "game"
    used = {
        name
        for outcome in game.outcomes
        for payoff in outcome.payoffs
        if isinstance(payoff, Formula)
        for name in names_in(payoff.expression)
    }
    findings = []
    names = [each.name for each in game.utilities] + [each.name for each in game.parameters if each.value is None]
    for name in names:
        scale = SCALE.fullmatch(name)
        if scale and scale[1] and int(scale[1]) > len(game.players):
            findings.append(
                Finding(place, "", f"has {name}: expected the number of one of {len(game.players)} players")
            )
        elif not scale and name not in used:
            findings.append(Finding(place, "", f"has {quote(name)}, which no payoff uses: it cannot be estimated"))
    if not names:
        hint = "Give utilities, such as `u11: ~ 1 + balance`, or a parameter that is free."
        findings.append(Finding(place, "", "has nothing to estimate: every payoff is a number", hint))
    if findings:
        raise InputError(findings)


__all__ = ["read_game", "template_names"]
