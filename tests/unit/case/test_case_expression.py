"""The grammar of `tests` and the names that formulas may use."""

import pytest
from case_texts import FULL, SMALL

from foedus.case import Binary, Compare, ExpressionError, Mode, Name, Number, parse, parse_case, resolve

CASE = parse_case(FULL)


def test_products_bind_closer_than_sums_and_both_to_the_left() -> None:
    a, b, c = Name(("a",)), Name(("b",)), Name(("c",))
    assert parse("a + b * c") == Binary("+", a, Binary("*", b, c))
    assert parse("a - b - c") == Binary("-", Binary("-", a, b), c)
    assert parse("(a + b) / c") == Binary("/", Binary("+", a, b), c)
    assert parse("-a") == Binary("-", Number(0.0), a)


def test_a_hyphen_inside_a_name_is_part_of_it_and_one_between_spaces_a_minus() -> None:
    assert parse("a-b") == Name(("a-b",))
    assert parse("history.SYR-2024-12") == Name(("history", "SYR-2024-12"))
    assert parse("a - b") == Binary("-", Name(("a",)), Name(("b",)))
    assert parse("a - 2") == Binary("-", Name(("a",)), Number(2.0))


def test_one_comparison_may_stand_at_the_top() -> None:
    assert parse("a + b >= .5") == Compare(">=", Binary("+", Name(("a",)), Name(("b",))), Number(0.5))


def test_a_mode_is_one_of_some_or_equals_one() -> None:
    assert parse("mode(requests) in {a, b}") == Mode("requests", ("a", "b"))
    assert parse("mode(responses) = words") == Mode("responses", ("words",))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", 'ends too early: expected a number, a name or ( after ""'),
        ("a +", 'ends too early: expected a number, a name or ( after "a +"'),
        ("(a", 'ends too early: expected ) after "(a"'),
        ("a b", 'has "b" at character 3: expected an operator or the end'),
        ("a < b < c", 'has "<" at character 7: expected one comparison in a formula'),
        ("a = b", 'has "=" at character 3: expected a comparison by <, >, <= or >='),
        ("(a < b)", 'has "<" at character 4: expected )'),
        ("a ? b", 'cannot be read at character 3, "? b": expected names, numbers, + - * / ( ) and one of < > <= >='),
        ("mode(audience) in {a}", 'has "audience" at character 6: expected requests or responses'),
        ("mode(requests) in {}", 'has "}" at character 20: expected an id'),
        ("__import__('os')", "cannot be read at character 12"),
        ("1" * 5000, "is a formula of 5,000 characters: expected at most 4,000"),
        ("(" * 400, "is a formula of 400 parts: expected at most 300"),
    ],
)
def test_what_does_not_follow_the_grammar_is_said(text: str, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("statement", "requests.statement.posterior"),
        ("requests.statement", "requests.statement.posterior"),
        ("requests.statement.evidence_only", "requests.statement.evidence_only"),
        ("words", "responses.words.probability"),
        ("words.loss", "responses.words.loss"),
        ("responses.air_defence.no_free_units", "responses.air_defence.no_free_units"),
        ("deniability", "ambiguity"),
        ("ambiguity", "ambiguity"),
        ("innocence", "innocence"),
        ("obligation", "obligation"),
        ("book", "book"),
        ("escalation.before", "escalation.before"),
        ("escalation.after.words", "escalation.after.words"),
        ("audience.before", "audience.*.before"),
        ("audience.after.words", "audience.*.after.words"),
        ("audience.belarus.change.words", "audience.belarus.change.words"),
        ("audience.csto.expected_after", "audience.csto.expected_after"),
        ("audience.client.stays", "audience.client.stays"),
        ("audience.prospects.stays_after.words", "audience.prospects.stays_after.words"),
        ("audience.clients.requests.statement", "audience.clients.requests.statement"),
        (
            "audience.after_if_leaked.air_defence.words",
            "audience.*.after_if_leaked.air_defence.words",
        ),
        ("history.SYR-2024-12", "history.SYR-2024-12"),
        ("stock.air_defence.free", "stock.air_defence.free"),
        ("types.committed.in_game_honours", "types.committed.in_game_honours"),
    ],
)
def test_names_are_resolved_in_full(text: str, full: str) -> None:
    resolved = resolve(parse(text), CASE)
    assert str(resolved) == full
    assert resolve(resolved, CASE) == resolved if "*" not in full else True


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "requests.statment",
            'names "requests.statment", which is not in requests: expected a known name.'
            ' Did you mean "requests.statement"?',
        ),
        ("air_defence", 'names "air_defence", which is both a request and a response'),
        ("audience.before.words", 'names "audience.before.words": expected nothing after audience.before'),
        ("audience.after", 'names "audience.after", which is not a single figure: expected more. Next: words'),
        ("audience.belarus", 'names "audience.belarus", which is not a single figure: expected more. Next: before'),
        ("inocence", 'names "inocence", which is not in the answer: expected a known name. Did you mean "innocence"?'),
        ("mode(requests) = words", 'names "words", which is not in requests'),
        ("history.SYR-2024-11", 'names "history.SYR-2024-11", which is not in history'),
        ("stock.air_defence", 'names "stock.air_defence", which is not a single figure'),
    ],
)
def test_a_name_the_case_does_not_have_is_said_with_the_nearest(text: str, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        resolve(parse(text), CASE)
    assert str(caught.value).startswith(message)


def test_escalation_needs_a_challenger_and_an_audience_its_members() -> None:
    case = parse_case(SMALL)
    with pytest.raises(ExpressionError, match="no challenger"):
        resolve(parse("escalation.before"), case)
    with pytest.raises(ExpressionError, match="no audience"):
        resolve(parse("audience.before"), case)
    assert resolve(parse("audience.client.before"), case) == Name(("audience", "client", "before"))
