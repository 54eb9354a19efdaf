"""What a sound case holds, in a few lines."""

from foedus.case import Case, describe
from foedus.cli.console import folded
from foedus.cli.plain import counted
from foedus.report.phrase import one_line


def summary_lines(case: Case) -> list[str]:
    """The lines that `foedus case check` prints: ok, what there is, what it rests on, and warnings."""
    lines = [f"{one_line(case.name)}  ok", folded(holdings(case), "  "), folded(balance_line(case), "  ")]
    return [*lines, *(f"  warning: {warning}" for warning in warnings(case))]


def holdings(case: Case) -> str:
    """How many entries of each kind there are."""
    kinds = (
        (case.requests, "request", "requests"),
        (case.responses, "response", "responses"),
        (case.members, "member of the audience", "members of the audience"),
        (case.evidence, "piece of evidence", "pieces of evidence"),
        (case.claims, "claim", "claims"),
        (case.forecasts, "forecast", "forecasts"),
        (case.indicators, "indicator", "indicators"),
    )
    return ", ".join(counted(len(entries), one, many) for entries, one, many in kinds)


def balance_line(case: Case) -> str:
    """How many of the numbers are sourced, judged, defaults and unmarked."""
    balance = describe(case)
    counts = balance.counts
    basis = (
        f"{counts['sourced']} sourced",
        f"{counts['judged']} judged",
        counted(counts["default"], "default", "defaults"),
        f"{counts['unmarked']} unmarked",
    )
    return f"{counted(balance.total, 'number', 'numbers')}: {' · '.join(basis)}"


def warnings(case: Case) -> list[str]:
    """What is odd about a case but does not stop it, numbers without a mark included; one sentence each."""
    unmarked = describe(case).unmarked
    found = [f"{one_line(warning)}" for warning in case.warnings]
    if unmarked:
        said = "says" if len(unmarked) == 1 else "say"
        found.append(
            f"{counted(len(unmarked), 'number', 'numbers')} {said} neither source nor judgement, as {unmarked[0]}"
        )
    return found
