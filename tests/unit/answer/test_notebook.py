"""What a notebook shows of an answer."""

import dataclasses

from answers import invented
from foedus.answer.result import Figure
from hostile import HACK, hostile_answer


def test_a_notebook_shows_requests_and_replies_with_their_intervals() -> None:
    answer = invented()
    shown = answer._repr_html_()
    assert answer.case.question in shown
    for label, figure in [
        *((row.label, row.posterior) for row in answer.requests),
        *((row.label, row.probability) for row in answer.responses),
    ]:
        row = shown.split(f">{label}<")[1].split("</tr>")[0]
        assert f"{figure.value:.1%}" in row
        assert f"{figure.low:.1%} to {figure.high:.1%}" in row
    assert answer.case.sha256[:12] in shown


def test_text_of_a_case_is_escaped_there() -> None:
    shown = hostile_answer()._repr_html_()
    assert f"&lt;script&gt;{HACK}&lt;/script&gt;" in shown
    assert "<script" not in shown
    assert "<img" not in shown
    assert "\u202e" not in shown


def test_long_menus_are_cut_and_unknown_figures_dashes() -> None:
    answer = invented("two-by-two")
    unknown = Figure(*3 * (float("nan"),))
    rows = tuple(
        dataclasses.replace(answer.requests[0], id=f"r{n}", label=f"R{n}", posterior=unknown) for n in range(14)
    )
    shown = dataclasses.replace(answer, requests=rows)._repr_html_()
    assert "2 more" in shown
    assert "nan" not in shown
