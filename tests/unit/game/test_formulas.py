"""Formulas of payoffs: their grammar, and that nothing in one is ever run."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.game.arithmetic import FUNCTIONS, evaluate, names_in, parse_arithmetic
from foedus.game.linear import describe, parse_linear
from foedus.game.word import FormulaError

VALUES = {"a": 2.0, "b": 3.0, "x.y": 5.0, "two words": 7.0}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a + b * 2", 8.0),
        ("(a + b) * 2", 10.0),
        ("a - b - 1", -2.0),
        ("12 / a / b", 2.0),
        ("-a ^ 2", -4.0),
        ("2 ^ 3 ^ 2", 512.0),
        ("2 ** -1", 0.5),
        ("a * -b", -6.0),
        ("+a", 2.0),
        ("x.y + `two words`", 12.0),
        ("log(exp(a)) + sqrt(9) + abs(-1) + log10(100) + log1p(0)", 8.0),
        ("1.5e1 / 1/3", 5.0),
    ],
)
def test_arithmetic_is_what_it_is_on_paper(text: str, value: float) -> None:
    assert float(evaluate(parse_arithmetic(text), VALUES, np)) == pytest.approx(value, abs=1e-12)


def test_names_are_found_in_order_once_each() -> None:
    assert names_in(parse_arithmetic("b + a * log(b) - `two words`")) == ["b", "a", "two words"]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("x", "1 + x"),
        ("~ 1 + x", "1 + x"),
        ("~ x - 1", "x"),
        ("0 + x", "x"),
        ("x + 0 + 1", "1 + x"),
        ("1", "1"),
        ("a * b", "1 + a + b + a:b"),
        ("a / b", "1 + a + a:b"),
        ("(a + b) / c", "1 + a + b + a:b:c"),
        ("a * b - a:b", "1 + a + b"),
        ("(a + b + c)^2", "1 + a + b + c + a:b + a:c + b:c"),
        ("a + b + a", "1 + a + b"),
        ("a:b + b:a", "1 + a:b"),
        ("a:a", "1 + a"),
        ("powers(x, 3)", "1 + x + I(x^2) + I(x^3)"),
        ("log(gdp / 1000) : C(code)", "1 + log(gdp/1000):C(code)"),
        ("`two words` + I(2 * x)", "1 + two words + I(2*x)"),
    ],
)
def test_terms_are_those_of_r(text: str, terms: str) -> None:
    assert describe(parse_linear(text)) == terms


def terms_of(text: str) -> set[frozenset[str]]:
    return {frozenset(factor.text for factor in term) for term in parse_linear(text).terms}


FORMULAS = st.recursive(
    st.sampled_from(["a", "b", "c", "d"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "+", ":", "*", "/"]), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        inner.map(lambda text: f"({text})^2"),
    ),
    max_leaves=5,
)


@settings(deadline=None, max_examples=200)
@given(FORMULAS, st.sampled_from(["", " - 1", " + 0", " - a", " + a:b", " - a:b"]))
def test_terms_are_those_that_formulaic_reads(formula: str, tail: str) -> None:
    """Another program's reading of the same grammar; formulas that it and R find empty are refused here."""
    from formulaic import Formula

    text = formula + tail
    theirs = {frozenset(factor.expr for factor in term.factors) - {"1"} for term in Formula(text)}
    try:
        ours = terms_of(text)
    except FormulaError:
        ours = set()
    assert ours == theirs


HOSTILE = [
    "__import__('os').system('touch ran')",
    "exec('x')",
    "eval(x)",
    "open(x)",
    "x.__class__()",
    "(lambda: x)()",
    "[x for x in y]",
    "{x}",
    '{__import__("os")}',
    "x; y",
    "x = 1",
    "x if y else z",
    "`x`(y)",
    "C(x)(y)",
    "np.linalg.inv(x)",
    "x[0]",
    "x @ y",
    "f'{x}'",
    "\\x41",
    "poly(x, 2)",
    "bs(x, df=4)",
    "scale(x)",
    "Q('x')",
    "C(x, contr.treatment)",
    "I(__import__)()",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("parse", [parse_arithmetic, parse_linear])
def test_what_is_not_in_the_grammar_is_refused(parse: object, text: str) -> None:
    with pytest.raises(FormulaError):
        parse(text)  # type: ignore[operator]


@settings(deadline=None, max_examples=200)
@given(st.text(st.sampled_from("ab1.0+-*/^():,~`\"_ \n=CIlogx'{[\\"), max_size=40))
def test_any_text_is_a_formula_or_refused(text: str) -> None:
    messages = []
    for parse in (parse_arithmetic, parse_linear):
        try:
            parse(text)
        except FormulaError as error:
            messages.append(error.message)
    assert not any("\n" in message for message in messages)


@settings(deadline=None, max_examples=200)
@given(st.recursive(st.sampled_from(["a", "b", "2", "0.5"]), lambda inner: st.one_of(
    st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
    inner.map(lambda text: f"-{text}"),
    inner.map(lambda text: f"exp({text})"),
), max_leaves=8))  # fmt: skip
def test_arithmetic_agrees_with_python_where_both_read_it(text: str) -> None:
    with np.errstate(all="ignore"):
        ours = float(evaluate(parse_arithmetic(text), VALUES, np))
        theirs = eval(text, {"exp": np.exp, **{k: np.float64(v) for k, v in VALUES.items()}})
    assert ours == pytest.approx(float(theirs), rel=1e-12, abs=1e-12, nan_ok=True)


def test_every_function_exists_in_numpy() -> None:
    assert all(callable(getattr(np, name)) for name in FUNCTIONS)
    assert evaluate(parse_arithmetic("log(a)"), VALUES, np) == math.log(2.0)
