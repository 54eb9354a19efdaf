"""Charts: what each says, that it draws what it says, and that a case cannot speak through them."""

import dataclasses
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from answers import SMALL, figure, invented, nobody_watches
from foedus import InputError
from foedus.answer.result import Answer, EpisodeRow, Figure
from foedus.report import chart
from foedus.report.chart import Exhibit, exhibits, write_charts
from foedus.report.chart.exhibit import NARROW, WIDE
from foedus.report.chart.palette import DARK, NAMES, themed
from foedus.report.chart.timeline import Clock
from hostile import HACK, hostile_answer
from sensitivity_rows import with_sensitivity

IDS = (
    "requests", "responses", "stock", "prices", "claims", "evidence", "timeline", "calls", "flips", "sobol",
    "elasticities", "indicators", "forecasts", "grounds",
)  # fmt: skip


@pytest.fixture(scope="module")
def moscow() -> Answer:
    return with_sensitivity(invented())


def by_id(answer: Answer) -> dict[str, Exhibit]:
    return {exhibit.id: exhibit for exhibit in exhibits(answer)}


def data_of(spec: Any) -> Iterator[dict[str, Any]]:
    """Every row that a chart draws from."""
    for rows in spec["datasets"].values():
        yield from rows


def around_data(spec: Any) -> Any:
    """The chart without its data and titles: what Vega runs."""
    return {key: value for key, value in spec.items() if key not in ("datasets", "title")}


def test_the_charts_stand_in_the_order_of_the_page(moscow: Answer) -> None:
    assert tuple(by_id(moscow)) == IDS
    assert all(exhibit.is_drawn for exhibit in exhibits(moscow))


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_chart_is_drawn_with_its_finding_above_it(width: int, moscow: Answer) -> None:
    for exhibit in exhibits(moscow):
        spec = exhibit.draw(width).to_dict()
        assert " ".join(spec["title"]["text"]) == " ".join(exhibit.finding.split())
        assert exhibit.name.split(":")[0] in " ".join(spec["title"]["subtitle"])
        assert len(list(data_of(spec))) > 0


@pytest.mark.parametrize("name", [name for name in chart.__all__ if name.endswith("_chart")])
def test_each_chart_is_a_function_of_an_answer(name: str, moscow: Answer) -> None:
    drawn = getattr(chart, name)(moscow)
    assert type(drawn).__name__ == "LayerChart"
    assert drawn.to_dict()["layer"]


def test_every_interval_of_a_request_is_drawn_at_its_ends(moscow: Answer) -> None:
    rows = list(data_of(by_id(moscow)["requests"].draw().to_dict()))
    drawn = {(row["low"], row["at"], row["high"]) for row in rows if "low" in row}
    assert drawn >= {(row.posterior.low, row.posterior.value, row.posterior.high) for row in moscow.requests}


def test_a_table_says_the_same_as_its_chart(moscow: Answer) -> None:
    found = by_id(moscow)
    for exhibit in found.values():
        assert exhibit.rows
        assert {len(row) for row in exhibit.rows} == {len(exhibit.head)}
        assert len(exhibit.anchors) in (0, len(exhibit.rows))
    assert len(found["prices"].rows) == len(moscow.audience) + len(moscow.groups)
    assert [row[0] for row in found["claims"].rows] == [row.id for row in moscow.claims]


def test_findings_are_computed_from_the_answer(moscow: Answer) -> None:
    first = dataclasses.replace(moscow.requests[5], posterior=figure(0.7))
    finding = by_id(dataclasses.replace(moscow, requests=(*moscow.requests[:5], first)))["requests"].finding
    assert finding == "Most likely air defence now was asked (70 %, 42–82)"
    verdicts = ["holds"] * 7 + ["contested"] + ["does not hold"] * 2 + ["not testable"] * 2
    claims = tuple(dataclasses.replace(row, verdict=v) for row, v in zip(moscow.claims, verdicts, strict=True))
    finding = by_id(dataclasses.replace(moscow, claims=claims))["claims"].finding
    assert finding == "Of 12 claims 7 hold, 1 is contested, 2 do not hold and 2 cannot be tested"
    calls = (EpisodeRow("a", "It fell; nobody came", "2001", 0.0, Figure(-0.056, -0.09, -0.02)),)
    finding = by_id(dataclasses.replace(moscow, history=calls))["calls"].finding
    assert finding == "Without “It fell” the promise would be worth 5.6 points more"


def test_what_a_case_does_not_have_is_said_and_not_drawn() -> None:
    found = by_id(invented(SMALL, flips=None))
    missing = {name for name, exhibit in found.items() if not exhibit.is_drawn}
    assert missing == {"stock", "timeline", "claims", "evidence", "flips", "calls", "sobol", "forecasts"}
    assert found["flips"].finding == "What would change the answer was not looked for in this run"
    assert found["stock"].finding == "The case counts no stock"
    with pytest.raises(InputError, match="sobol  has nothing to draw: sobol indices were not asked for"):
        chart.sobol_chart(invented(SMALL))


def test_not_looked_for_and_not_found_are_told_apart(moscow: Answer) -> None:
    said = {rows: by_id(dataclasses.replace(moscow, flips=rows))["flips"].finding for rows in (None, ())}
    assert said[None] != said[()]


def cells_of(exhibit: Exhibit) -> list[dict[str, Any]]:
    """The cells of a matrix, each once."""
    rows = [row for row in data_of(exhibit.draw().to_dict()) if "strength" in row]
    return list({(row["at"], row["y"]): row for row in rows}.values())


def test_the_evidence_is_a_matrix_with_the_item_marked_that_tells_requests_apart(moscow: Answer) -> None:
    low, high = moscow.requests[0].id, moscow.requests[1].id
    rows = [
        dataclasses.replace(row, bits=2.0 if place == 0 else 0.1, by_request={low: 0.1, high: -0.1})
        for place, row in enumerate(moscow.evidence)
    ]
    rows[3] = dataclasses.replace(rows[3], by_request={low: -1.5, high: 1.0})
    exhibit = by_id(dataclasses.replace(moscow, evidence=tuple(rows)))["evidence"]
    assert [row[1].startswith("◆ ") for row in exhibit.rows] == [row.id == rows[3].id for row in moscow.evidence]
    assert set(exhibit.head) >= {"A show of force, or forces", "Mediation"}
    cells = cells_of(exhibit)
    assert len(cells) == 2 * len(rows)
    strongest = max(cells, key=lambda cell: cell["strength"])
    assert (strongest["text"], strongest["is_for"]) == ("−1.50", False)
    still = tuple(dataclasses.replace(row, bits=0.0, by_request={low: 0.0, high: 0.0}) for row in rows)
    exhibit = by_id(dataclasses.replace(moscow, evidence=still))["evidence"]
    assert not any(row[1].startswith("◆ ") for row in exhibit.rows)
    assert {cell["strength"] for cell in cells_of(exhibit)} == {0.0}


def test_evidence_of_an_answer_without_bits_by_request_has_those_of_the_leading_one(moscow: Answer) -> None:
    rows = tuple(dataclasses.replace(row, bits=0.4, by_request={}) for row in moscow.evidence)
    exhibit = by_id(dataclasses.replace(moscow, evidence=rows))["evidence"]
    assert [cell["text"] for cell in cells_of(exhibit)] == ["+0.40"] * len(rows)


def test_inputs_and_figures_are_named_in_words(moscow: Answer) -> None:
    found = by_id(moscow)
    assert found["flips"].finding.startswith(
        "If the chance that the request becomes known is above 0.62 (now 0.10–0.40), "
    )
    assert found["flips"].finding.endswith(" becomes the likeliest request")
    assert "The chance that the request becomes known accounts for 50 % (40–60) of" in found["sobol"].finding
    for name in ("flips", "sobol", "elasticities"):
        text = json.dumps([found[name].finding, found[name].rows, list(data_of(found[name].draw().to_dict()))])
        assert not re.search(r"\b(leak|precision|requests\.)", text), name


def nothing_is_known(answer: Answer) -> Answer:
    unknown = Figure(*3 * (float("nan"),))
    return dataclasses.replace(
        answer,
        requests=tuple(dataclasses.replace(row, posterior=unknown, prior=unknown.value) for row in answer.requests),
        responses=tuple(dataclasses.replace(row, probability=unknown, cost=unknown) for row in answer.responses),
        evidence=tuple(dataclasses.replace(row, bits=float("nan")) for row in answer.evidence),
    )


def menus_are_empty(answer: Answer) -> Answer:
    return dataclasses.replace(answer, requests=(), responses=())


def it_is_astronomical(answer: Answer) -> Answer:
    huge = Figure(1e300, -1e300, float("inf"))
    return dataclasses.replace(answer, history=tuple(dataclasses.replace(row, effect=huge) for row in answer.history))


@pytest.mark.parametrize("change", [nobody_watches, nothing_is_known, menus_are_empty, it_is_astronomical])
@pytest.mark.parametrize("width", [WIDE, 240])
def test_extreme_answers_are_drawn(change: Callable[[Answer], Answer], width: int, moscow: Answer) -> None:
    for exhibit in exhibits(change(moscow)):
        if exhibit.is_drawn:
            json.dumps(exhibit.draw(width).to_dict(), allow_nan=False)


def test_a_chart_of_very_many_rows_names_the_rest(moscow: Answer) -> None:
    """The table has all of them."""
    rows = tuple(dataclasses.replace(moscow.requests[0], id=f"r{n}", label=f"R{n}") for n in range(100))
    exhibit = by_id(dataclasses.replace(moscow, requests=rows))["requests"]
    labels = [row["label"] for row in data_of(exhibit.draw().to_dict()) if "label" in row]
    assert ["41 more in the table"] in labels
    assert len(exhibit.rows) == 100


def test_a_width_nobody_can_read_is_refused(moscow: Answer) -> None:
    with pytest.raises(InputError, match="requests  is 100 pixels wide: expected 240 or more"):
        chart.ladder_chart(moscow, width=100)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_text_of_a_case_is_data_and_never_an_expression(width: int) -> None:
    """Vega runs expressions and looks fields up by path; both are written here and nowhere else."""
    for exhibit in exhibits(hostile_answer()):
        spec = exhibit.draw(width).to_dict()
        assert HACK not in json.dumps(around_data(spec)), exhibit.id
        assert all(isinstance(line, str) for line in spec["title"]["text"])
        names = {name for row in data_of(spec) for name in row}
        assert {name for name in names if not re.fullmatch("[a-z_0-9]+", name)} == set()


def test_every_colour_has_a_name_and_one_in_the_dark(moscow: Answer) -> None:
    assert set(NAMES) == set(DARK)
    for exhibit in exhibits(moscow):
        spec = exhibit.draw().to_dict()
        assert "#" not in json.dumps({key: v for key, v in themed(spec).items() if key not in ("datasets", "$schema")})


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", ["ink", "muted", "accent", "against", "green", "purple", "amber"])
def test_what_is_written_or_drawn_stands_out_from_the_paper(name: str) -> None:
    """WCAG 2.2 AA: 4.5 to 1 for text, on white and in the dark."""
    value, paper = ({n: v for v, n in NAMES.items()}[part] for part in (name, "paper"))
    for colour, ground in ((value, paper), (DARK[value], DARK[paper])):
        light, dark = sorted((luminance(colour), luminance(ground)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_the_timeline_gives_the_last_weeks_a_scale_of_their_own(moscow: Answer) -> None:
    days = [row.date.day for row in moscow.case.ledger] + [row.date for row in moscow.case.evidence]
    clock = Clock.over(days, moscow.case.as_of)
    assert clock.is_split
    places = [clock.at(day) for day in sorted(days)]
    assert places == sorted(places)
    assert 0.0 <= places[0] < places[-1] <= 1.0
    # Two days among the evidence lie further apart than two years among the favours.
    near = sorted({row.date for row in moscow.case.evidence})
    assert clock.at(near[1]) - clock.at(near[0]) > clock.at(days[0].replace(year=2018)) - clock.at(days[0])
    assert not Clock.over(near, moscow.case.as_of).is_split


def test_charts_are_written_as_pictures(moscow: Answer, tmp_path: Any) -> None:
    few = invented(SMALL, audience=(), elasticities=(), flips=None)
    written = write_charts(few, tmp_path / "charts")
    assert [path.name for path in written] == [
        f"{name}.{kind}" for name in ("requests", "responses", "indicators", "grounds") for kind in ("svg", "png")
    ]
    assert written[0].read_text(encoding="utf-8").startswith("<svg")
    assert "Help" in written[0].read_text(encoding="utf-8")
    assert written[1].read_bytes().startswith(b"\x89PNG")
    assert write_charts(few, tmp_path / "charts") == written


def test_charts_need_a_folder(tmp_path: Any, moscow: Answer) -> None:
    (tmp_path / "file").write_text("")
    for place, message in (("file", "is not a folder"), ("no/such", "there is no folder")):
        with pytest.raises(InputError, match=message):
            write_charts(moscow, tmp_path / place)


def test_the_page_about_pages_has_a_row_for_every_chart_and_an_example_that_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (Path(__file__).parents[3] / "docs" / "page.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`(\w+_chart)`", text)) == {name for name in chart.__all__ if name.endswith("_chart")}
    monkeypatch.setattr("foedus.ask", lambda case, draws: invented(case), raising=False)
    (example,) = re.findall(r"```python\n(.*?)```", text, flags=re.S)
    exec(compile(example, "page.md", "exec"), {"__name__": "page"})
    assert len(capsys.readouterr().out.splitlines()) == len(IDS)
