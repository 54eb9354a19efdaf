"""The page as a file: what is on it, in which order, and that a case is text on it wherever it stands."""

import base64
import dataclasses
import hashlib
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from answers import SMALL, invented
from foedus.answer.result import Answer
from foedus.case import inputs
from foedus.report.page import page
from foedus.report.page.markup import Markup, anchor, element, link
from hostile import HACK, hostile_answer
from sensitivity_rows import with_sensitivity


class Read(HTMLParser):
    """The page as a list of elements, with its text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.words: list[str] = []
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        where = {"script": self.scripts, "style": self.styles}.get(self._inside, self.words)
        where.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", "").split())

    def ids(self) -> list[str]:
        return [attributes["id"] or "" for _, attributes in self.elements if "id" in attributes]


@pytest.fixture(scope="module")
def moscow() -> Answer:
    return with_sensitivity(invented())


@pytest.fixture(scope="module")
def whole(moscow: Answer) -> str:
    return page(moscow)


@pytest.fixture(scope="module")
def read(whole: str) -> Read:
    return Read(whole)


@pytest.fixture(scope="module")
def hostile() -> Read:
    return Read(page(hostile_answer()))


def test_the_parts_stand_in_their_order(read: Read) -> None:
    order = [
        "answer", "requests", "responses", "stock", "prices", "leaked", "types", "claims", "evidence", "timeline",
        "calls", "flips", "doubling", "sobol", "elasticities", "menu", "indicators", "forecasts", "grounds", "sources",
        "method", "colophon",
    ]  # fmt: skip
    assert [name for name in read.ids() if name in order] == order


def test_the_page_is_one_file_of_less_than_five_megabytes_with_one_vega(whole: str, read: Read) -> None:
    assert len(whole.encode()) < 5_000_000
    programs = [a for tag, a in read.elements if tag == "script" and a.get("type") != "application/json"]
    assert len(programs) == 2
    assert whole.count("window.vegaEmbed = ") + whole.count("window.vegaEmbed=") == 1
    fetching = [
        (tag, name) for tag, a in read.elements for name in a if name in ("src", "srcset", "style", "data", "action")
    ]
    assert fetching == []
    assert {tag for tag, _ in read.elements} & {"link", "iframe", "object", "embed", "img", "base", "form"} == set()


def test_the_policy_allows_the_page_itself_and_nothing_else(read: Read) -> None:
    policy = next(a["content"] for tag, a in read.elements if a.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.strip().split(" ", 1) for rule in (policy or "").split(";"))
    assert rules["default-src"] == "'none'"
    assert "unsafe" not in (policy or "")

    def hashed(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    assert rules["script-src"].split() == [hashed(text) for text in read.scripts[1:]]
    assert rules["style-src"] == hashed(read.styles[0])


def test_the_same_answer_gives_the_same_page(moscow: Answer, whole: str) -> None:
    assert page(moscow) == whole


def test_every_number_of_the_case_can_be_traced(moscow: Answer, read: Read) -> None:
    ids = read.ids()
    assert len(set(ids)) == len(ids)
    assert [path for path in inputs(moscow.case) if anchor("input", path) not in ids] == []
    for number in inputs(moscow.case).values():
        assert " ".join(str(number.quantity).split()) in read.text
        assert " ".join(number.why.split()) in read.text
    for name in {number.source for number in inputs(moscow.case).values() if number.source}:
        assert anchor("source", name) in ids
    assert "delay of forces, or aircraft with their crewsresponses.forces.delay" in read.text


def test_every_link_within_the_page_leads_somewhere(read: Read, hostile: Read) -> None:
    for one in (read, hostile):
        links = [a["href"] or "" for tag, a in one.elements if tag == "a"]
        assert links
        assert [to for to in links if to.startswith("#") and to[1:] not in one.ids()] == []


def test_an_input_that_the_page_does_not_list_is_text(moscow: Answer) -> None:
    assert moscow.flips is not None
    odd = dataclasses.replace(moscow.flips[0], input="no.such.input")
    part = page(dataclasses.replace(moscow, flips=(odd,))).split('id="flips"')[1].split("</section>")[0]
    assert "no.such.input" in part
    assert "#input-no" not in part


def test_every_chart_has_a_label_and_a_table(read: Read) -> None:
    pictures = [a for tag, a in read.elements if a.get("role") == "img"]
    assert len(pictures) == sum(1 for _, a in read.elements if "data-chart" in a) == 14
    assert all((a["aria-label"] or "").startswith("Chart. ") for a in pictures)
    assert sum(1 for tag, _ in read.elements if tag == "table") >= 14


def test_the_opening_says_what_it_rests_on_and_what_would_change_it(moscow: Answer) -> None:
    top = Read(page(moscow).split("</header>")[0]).text
    balance = moscow.balance
    assert f"{balance.sourced} from a source, {balance.judged} judged by the analyst" in top
    assert "What would change it: if the chance that the request becomes known is above 0.62 (now 0.10–0.40), " in top
    assert "What would change it" not in page(dataclasses.replace(moscow, flips=None)).split("</header>")[0]
    assert re.search(r"becomes the likeliest request; if .+ becomes the likeliest reply \(on few draws\)\.", top)


@pytest.mark.parametrize(
    ("keeps", "said"),
    [
        ((True, True), "the same request and reply lead."),
        ((True, False), "the same request leads, and another reply does."),
        ((False, True), "the same reply leads, and another request does."),
        ((False, False), "others lead."),
    ],
)
def test_the_opening_says_how_sure_it_is(keeps: tuple[bool, bool], said: str, moscow: Answer) -> None:
    answer = with_sensitivity(moscow)
    doubling = dataclasses.replace(answer.doubling, keeps_request=keeps[0], keeps_response=keeps[1])
    top = Read(page(dataclasses.replace(answer, doubling=doubling)).split("</header>")[0]).text
    assert f"a mean over {answer.equilibrium.solved} draws of the case's numbers" in top
    assert f"With all judged ranges twice as wide {said}" in top
    assert "twice as wide" not in Read(page(dataclasses.replace(answer, doubling=None)).split("</header>")[0]).text


def test_prices_after_a_leak_are_there_and_closed(moscow: Answer) -> None:
    part = page(moscow).split('id="leaked"')[1].split('id="types"')[0]
    assert part.count("<table") == len(moscow.requests)
    assert part.count("<details") == len(moscow.requests)
    assert " open" not in re.sub(">[^<]*<", "><", part)
    assert 'id="leaked"' not in page(dataclasses.replace(moscow, audience=()))


def test_how_it_was_made_stands_at_the_end(moscow: Answer, read: Read) -> None:
    end = read.text.split("This answer")[-1]
    for part in (moscow.case.sha256, f"seed {moscow.seed}", "foedus 0.1.0", "23 Jun 2025", "tempered beliefs"):
        assert part in end
    assert sum(1 for tag, a in read.elements if tag == "math" and a.get("display") == "block") >= 5


def test_a_page_without_anything_says_what_is_missing() -> None:
    text = Read(page(invented(SMALL, flips=None, doubling=None, menu=()))).text
    for said in (
        "The case counts no stock.", "The case tests no claim of a source.", "The case lists no earlier call",
        "What would change the answer was not looked for in this run.", "Sobol indices were not asked for",
        "The case names no source.", "Not looked at in this run.",
    ):  # fmt: skip
        assert said in text


def test_how_forecasts_ended_is_not_on_the_page(moscow: Answer, whole: str) -> None:
    assert [f.note for f in moscow.case.forecasts if f.note and f.note[:30] in whole] == []
    assert "resolution_" not in whole


def test_a_hostile_case_makes_no_elements_and_no_programs(hostile: Read, read: Read) -> None:
    allowed = {tag for tag, _ in read.elements}
    assert {tag for tag, _ in hostile.elements} <= allowed
    assert {name for _, a in hostile.elements for name in a if name.startswith("on")} == set()
    assert [HACK in script for script in hostile.scripts] == [True, False, False]
    assert "<" not in hostile.scripts[0]
    assert json.loads(hostile.scripts[0]).keys() >= {"requests", "claims", "evidence"}
    assert hostile.text.count(f"<script>{HACK}</script>") > 20


def test_letters_that_turn_the_line_are_shown_as_their_codes(hostile: Read) -> None:
    text = "".join([*hostile.words, *hostile.scripts])
    assert not re.search("[\u2028\u2029\u202a-\u202e\u200e\u200f\u2066-\u2069]", text)
    assert "\\u202e\\u200f end" in hostile.text


def test_only_addresses_of_the_web_become_links(hostile: Read) -> None:
    away = [a for tag, a in hostile.elements if tag == "a" and not (a["href"] or "").startswith("#")]
    assert {a["href"] for a in away if "doi.org" not in (a["href"] or "")} == {"HTTPS://example.org/a?b=1&c=2"}
    assert {a["rel"] for a in away} == {"noopener noreferrer"}
    assert f"javascript:{HACK}" in hostile.text


def rows_of(text: str) -> Iterator[str]:
    yield from re.findall(r"<tr>.*?</tr>", text)


def test_ids_that_requests_and_responses_share_have_their_own_labels(moscow: Answer) -> None:
    """`arms` is asked and given; what leads is called by the right name."""
    asked = next(row for row in moscow.requests if row.id == "arms")
    given = next(row for row in moscow.responses if row.id == "arms")
    menu = tuple(dataclasses.replace(row, leads="arms", response="arms") for row in moscow.menu)
    text = page(dataclasses.replace(moscow, menu=menu)).split('id="menu"')[1].split("</section>")[0]
    assert all(asked.label in row and given.label in row for row in list(rows_of(text))[1:])


@pytest.mark.parametrize(
    ("address", "is_link"),
    [("https://a.b", True), ("http://a.b/c?d=e#f", True), ("javascript:1", False), ("//a.b", False),
     ("https://a.b/ x", False), ("https:evil", False), (" https://a.b", False), ("#place", True)],
)  # fmt: skip
def test_addresses(address: str, is_link: bool) -> None:
    assert ("<a " in link(address, "text")) is is_link


def test_a_range_stays_on_its_line() -> None:
    assert element("p", "3–27, 5–>99") == "<p>3–\u206027, 5–\u2060&gt;99</p>"
    assert element("p", "a – b, 2–b") == "<p>a – b, 2–b</p>"


def test_markup_escapes_what_it_did_not_make() -> None:
    made = element("p", "<b>", Markup("<i>x</i>"), "1 200 and 5 %", title='"><script>', hidden=None, open=True)
    assert made == '<p title="&quot;&gt;&lt;script&gt;" open>&lt;b&gt;<i>x</i>1\xa0200 and 5\xa0%</p>'
