"""How the answer was made: the model in equations, what it cannot tell, what it rests on, and what to run again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from typing import TYPE_CHECKING

from foedus import __version__
from foedus.report.ground_block import failures
from foedus.report.page.markup import Markup, Part, details, element, joined, link, paragraph
from foedus.report.phrase import counted, one_line, two_digits, written_day
from foedus.report.references import REFERENCES

if TYPE_CHECKING:
    from foedus.answer.result import Answer

_EQUATION = re.compile(r'<math display="block".*?</math>', re.DOTALL)
"""An equation that stands alone: on a narrow screen it scrolls in a box of its own."""


def method() -> Markup:
    """The model, its limits, its literature."""
    written = files("foedus.report.page").joinpath("method.html").read_text(encoding="utf-8")
    text = Markup(
        _EQUATION.sub(r'<div class="scroll" tabindex="0" role="group" aria-label="Equation">\g<0></div>', written)
    )
    works = (
        element(
            "li", entry.citation, " ",
            None if entry.doi is None else link(f"https://doi.org/{entry.doi}", entry.link), f" For {entry.used_for}.",
        )
        for entry in REFERENCES
    )  # fmt: skip
    return element(
        "section", element("h2", "Method"), text, details("Works it rests on", element("ul", *works)), id="method"
    )


def colophon(answer: Answer) -> Markup:
    """Seed, version, hash, day, certificates: what is needed to compute the answer again, and to trust its numbers."""
    return element(
        "footer", element("h2", "This answer"), element("dl", *(part for row in _facts(answer) for part in row)),
        element("ul", *(element("li", one_line(text), dir="auto") for text in answer.case.warnings))
        if answer.case.warnings else None,
        paragraph(
            "Charts are drawn by Vega, Vega-Lite and Vega-Embed (copyright University of Washington Interactive Data"
            " Lab, BSD-3-Clause licence), with parts of D3 (copyright Mike Bostock, ISC licence).", class_="quiet",
        ),
        paragraph(
            "The page stands alone: it loads nothing, and sends nothing. With the same case, seed and version"
            " foedus gives the same numbers.", class_="quiet",
        ), id="colophon",
    )  # fmt: skip


def _facts(answer: Answer) -> Iterator[tuple[Part, Part]]:
    case, equilibrium, surprise = answer.case, answer.equilibrium, answer.surprise

    def fact(name: str, *value: Part) -> tuple[Part, Part]:
        return element("dt", name), element("dd", *value)

    yield fact("Case", element("bdi", one_line(case.id)), ", SHA-256 ", element("code", case.sha256))
    yield fact("As of", written_day(case.as_of))
    yield fact("Made with", f"foedus {__version__}, seed {answer.seed}")
    settings = ", ".join(f"{path} = {value}" for path, value in case.settings)
    if settings:
        yield fact("Settings", element("bdi", one_line(settings)))
    yield fact(
        "Draws",
        f"{counted(equilibrium.solved)} of {counted(answer.draws)} certified, worth {counted(answer.effective_draws)}"
        f" equally weighted ones; solved again on {counted(answer.subsample)} for bits, hinges and elasticities",
    )
    beliefs = ", with respect to tempered beliefs" if equilibrium.is_tempered else ""
    yield fact(
        "Certificates",
        f"largest residual {two_digits(equilibrium.max_residual)}; left to gain {two_digits(equilibrium.max_regret)} in"
        f" the game perturbed by error, {two_digits(equilibrium.max_raw_regret)} outright, the worst over all"
        f" decisions{beliefs}",
    )
    methods = ", ".join(
        f"{one_line(name)} {counted(number)}" for name, number in equilibrium.by_method.items() if number
    )
    if methods:
        yield fact("Solved by", methods)
    if equilibrium.failures:
        yield fact("Left out", element("bdi", f"{counted(equilibrium.failed)} ({failures(answer)})"))
    if equilibrium.probe_draws:
        yield fact(
            "Other equilibria", f"found on {equilibrium.probe_other} of {counted(equilibrium.probe_draws)} draws probed"
        )
    relative = f"; {surprise.relative_items} items are relative odds" if surprise.relative_items else ""
    yield fact(
        "Surprise",
        joined(f"log likelihood {two_digits(surprise.log_likelihood)}, Bayes factor {two_digits(surprise.bayes_factor)}"
               f" against play by weights alone{relative}"),
    )  # fmt: skip
