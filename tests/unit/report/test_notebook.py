"""What a notebook shows of an answer."""

import base64
import dataclasses
import re

from answers import SMALL, invented
from foedus.answer.result import Answer, Figure
from foedus.report.headline import what_was_asked, what_will_be_given
from foedus.report.page.markup import escaped
from foedus.report.phrase import table_percent, table_range
from hostile import HACK, hostile_answer
from sensitivity_rows import with_sensitivity

PICTURE = re.compile(r'<img src="data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)" alt="([^"]*)"[^>]*>')


def picture(answer: Answer) -> str:
    found = PICTURE.findall(answer._repr_html_())
    assert len(found) == 1
    return base64.b64decode(found[0][0]).decode()


def test_a_notebook_shows_the_answer_in_two_sentences() -> None:
    answer = invented()
    shown = answer._repr_html_()
    assert escaped(answer.case.question) in shown
    assert escaped(what_was_asked(answer)) in shown
    assert escaped(what_will_be_given(answer)) in shown
    assert answer.case.sha256[:12] in shown


def test_requests_are_drawn_and_stand_with_replies_in_tables() -> None:
    answer = invented()
    shown = answer._repr_html_()
    for label, figure in [
        *((row.label, row.posterior) for row in answer.requests),
        *((row.label, row.probability) for row in answer.responses),
    ]:
        row = re.split(f">{re.escape(escaped(label))}(?: †)?<", shown)[1].split("</tr>")[0]
        assert f">{escaped(table_percent(figure.value))}<" in row
        assert f">{escaped(table_range(figure.low, figure.high))}<" in row
    drawing = picture(answer)
    assert drawing.startswith("<svg")
    assert "Mediation" in drawing


def test_what_else_there_is_opens_on_a_click() -> None:
    shown = with_sensitivity(invented())._repr_html_()
    for title in ("What the promise is worth", "The claims", "The evidence", "What would change the answer"):
        assert f"<details><summary>{title}: " in shown, title


def test_nothing_in_it_runs_or_is_fetched() -> None:
    """Text of a case is escaped there; the picture, which may hold it too, is an image and runs nothing either."""
    answer = hostile_answer()
    shown = answer._repr_html_()
    assert f"&lt;script&gt;{HACK}&lt;/script&gt;" in shown
    rest = PICTURE.sub("", shown)
    for tag in ("<script", "<img", "<style", "<link", "<iframe", " on"):
        assert not re.search(rf"<[^>]*{tag[1:]}[a-z]*=" if tag == " on" else tag, rest), tag
    assert "\u202e" not in shown
    assert "<script" not in picture(answer)


def test_an_answer_with_nothing_in_it_is_shown_all_the_same() -> None:
    answer = invented(SMALL, audience=(), elasticities=(), flips=None, requests=(), responses=())
    shown = answer._repr_html_()
    assert "<img" not in shown
    assert "The case lists nothing that may have been asked." in shown


def test_unknown_figures_are_dashes() -> None:
    answer = invented("two-by-two")
    unknown = Figure(*3 * (float("nan"),))
    rows = tuple(dataclasses.replace(row, probability=unknown) for row in answer.responses)
    shown = dataclasses.replace(answer, responses=rows)._repr_html_()
    assert "nan" not in PICTURE.sub("", shown)
