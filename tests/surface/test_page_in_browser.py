"""The page in a real browser: it draws, asks nobody for anything, runs nothing of a case, and keeps nobody out."""

import dataclasses
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from answers import SMALL, invented
from foedus.report.page import page
from hostile import hostile_answer
from sensitivity_rows import with_sensitivity

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium on the path: install the package chromium of the system"
)

PHONE, DESK = 390, 1280
# Set before any program of the page runs.
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (e) => window.violations.push(e.violatedDirective));
"""


@dataclasses.dataclass
class Visit:
    """A page that was opened, and what it did meanwhile."""

    page: Page
    said: list[str]
    asked: list[str]
    dialogs: list[str]


Open = Callable[..., Visit]


def until(page: Page, condition: str) -> None:
    """Wait for a condition, asked from outside: a wait inside the page evaluates text, which its policy stops."""
    for _ in range(400):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never came true: {condition}")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages by name."""
    folder = tmp_path_factory.mktemp("pages")
    answers = {
        "moscow": with_sensitivity(invented()), "hostile": hostile_answer(), "small": invented(SMALL),
    }  # fmt: skip
    for name, answer in answers.items():
        (folder / f"{name}.html").write_text(page(answer), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in answers}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def visit(browser: Browser, files: dict[str, Path]) -> Iterator[Open]:
    contexts: list[BrowserContext] = []

    def open_page(name: str, width: int = DESK, is_drawn: bool = True, **options: Any) -> Visit:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        opened = Visit(context.new_page(), [], [], [])
        opened.page.on("console", lambda message: opened.said.append(f"{message.type}: {message.text}"))
        opened.page.on("pageerror", lambda error: opened.said.append(f"error: {error}"))
        opened.page.on("request", lambda request: opened.asked.append(request.url))
        opened.page.on("dialog", lambda dialog: (opened.dialogs.append(dialog.message), dialog.dismiss()))
        if options.get("java_script_enabled", True):
            opened.page.add_init_script(WATCH)
        opened.page.goto(files[name].as_uri())
        if is_drawn:
            until(opened.page, "['wide', 'narrow'].includes(document.documentElement.dataset.charts)")
        return opened

    yield open_page
    for context in contexts:
        context.close()


def overflow(opened: Page) -> list[str]:
    """Elements that stick out of the window to the right, but for what scrolls in a box of its own."""
    found = opened.evaluate(
        """() => [...document.querySelectorAll("body *")].filter((e) => {
            if (e.closest(".scroll") && !e.matches(".scroll")) return false;
            if (e.closest("math")) return false;
            return e.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5;
        }).map((e) => e.tagName + " " + (e.id || e.className.baseVal || e.className))"""
    )
    return [str(element) for element in found]


@pytest.mark.parametrize("name", ["moscow", "hostile", "small"])
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_every_chart_is_drawn_and_nothing_else_happens(name: str, width: int, visit: Open, files: Any) -> None:
    opened = visit(name, width)
    drawn = opened.page.evaluate(
        """() => [...document.querySelectorAll(".plot")].map((place) =>
            [place.dataset.chart, place.querySelectorAll("svg path, svg line, svg text").length])"""
    )
    assert drawn
    assert [chart for chart, marks in drawn if marks < 3] == []
    assert opened.page.evaluate("document.documentElement.dataset.charts") == ("wide" if width == DESK else "narrow")
    assert opened.said == []
    assert opened.asked == [files[name].as_uri()]
    assert opened.page.evaluate("window.violations") == []


@pytest.mark.parametrize("width", [DESK, PHONE, 320])
@pytest.mark.parametrize("name", ["moscow", "hostile"])
def test_nothing_sticks_out_of_the_window(name: str, width: int, visit: Open) -> None:
    opened = visit(name, width)
    opened.page.evaluate("document.querySelectorAll('details').forEach((e) => { e.open = true; })")
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    assert overflow(opened.page) == []


def test_a_hostile_case_is_shown_and_not_run(visit: Open) -> None:
    opened = visit("hostile")
    opened.page.mouse.move(500, 400)
    opened.page.evaluate("document.querySelectorAll('details').forEach((e) => { e.open = true; })")
    assert opened.page.evaluate("window.hacked") is None
    assert opened.dialogs == []
    assert opened.page.locator("img").count() == 0
    assert "</script><script>window.hacked=1</script><img src=x" in opened.page.inner_text("h1")
    labels = opened.page.evaluate("[...document.querySelectorAll('.plot text')].map((e) => e.textContent).join(' ')")
    assert "<script>window" in labels
    assert opened.page.evaluate("window.violations") == []


def test_the_policy_stops_what_would_get_in(visit: Open) -> None:
    """Were text to become markup after all, it would still not run, and be counted here as a violation."""
    opened = visit("small")
    opened.page.evaluate(
        """() => {
            const program = document.createElement("script"), image = document.createElement("img");
            program.textContent = "window.hacked=1";
            image.src = "https://example.org/x";
            document.body.append(program, image);
        }"""
    )
    until(opened.page, "window.violations.length >= 2")
    assert opened.page.evaluate("window.hacked") is None
    # Later, on the page's own account: what the test runs itself is above the policy.
    opened.page.evaluate(
        """() => setTimeout(() => { try { window.evaluated = new Function("return 1")(); }
                                    catch (error) { window.evaluated = error.name; } })"""
    )
    until(opened.page, "window.evaluated !== undefined")
    assert opened.page.evaluate("window.evaluated") == "EvalError"


def test_charts_turn_with_the_width(visit: Open) -> None:
    opened = visit("small", DESK)
    opened.page.set_viewport_size({"width": PHONE, "height": 800})
    until(opened.page, "document.documentElement.dataset.charts === 'narrow'")
    opened.page.set_viewport_size({"width": DESK, "height": 800})
    until(opened.page, "document.documentElement.dataset.charts === 'wide'")
    until(opened.page, "document.querySelectorAll('.plot svg').length === document.querySelectorAll('.plot').length")


def colours(opened: Page) -> dict[str, str]:
    return dict(
        opened.evaluate(
            """() => ({ paper: getComputedStyle(document.body).backgroundColor,
                        ink: getComputedStyle(document.body).color,
                        label: getComputedStyle(document.querySelector("#requests .plot text")).fill })"""
        )
    )


def test_in_the_dark_text_and_charts_are_light_and_in_print_dark_again(visit: Open) -> None:
    light, dark = visit("moscow"), visit("moscow", color_scheme="dark")
    seen = colours(light.page), colours(dark.page)
    assert seen[0]["paper"] == "rgb(254, 254, 254)"
    assert seen[1]["paper"] == "rgb(22, 25, 29)"
    assert {seen[0][part] for part in ("ink", "label")}.isdisjoint({seen[1][part] for part in ("ink", "label")})
    dark.page.emulate_media(media="print")
    assert colours(dark.page) == seen[0]


def test_the_page_prints_with_its_charts(visit: Open) -> None:
    opened = visit("moscow")
    printed = opened.page.pdf(format="A4")
    assert printed.startswith(b"%PDF")
    opened.page.emulate_media(media="print")
    heights = opened.page.evaluate(
        "[...document.querySelectorAll('.plot svg')].map((e) => e.getBoundingClientRect().height)"
    )
    assert min(heights) > 40
    assert opened.page.locator("nav").is_hidden()


def test_without_scripts_the_numbers_are_there(visit: Open) -> None:
    opened = visit("moscow", is_drawn=False, java_script_enabled=False)
    said = "getComputedStyle(document.querySelector('.plot'), '::before').content"
    assert "The chart needs scripts" in opened.page.evaluate(said)
    opened.page.locator("#requests summary").click()
    assert opened.page.locator("#requests table").is_visible()
    assert opened.page.locator("#requests tbody tr").count() == len(invented().requests)


def test_a_link_to_a_number_opens_what_it_stands_in(visit: Open) -> None:
    opened = visit("moscow")
    opened.page.locator("#flips summary").click()
    opened.page.locator("#flips td a", has_text="precision").click()
    assert opened.page.locator("[id='input-precision']").is_visible()


def test_the_keyboard_reaches_the_answer_the_tables_and_the_links(visit: Open) -> None:
    opened = visit("small")
    reached = []
    for _ in range(40):
        opened.page.keyboard.press("Tab")
        reached.append(opened.page.evaluate("document.activeElement.tagName + ' ' + document.activeElement.className"))
    assert reached[0] == "A skip"
    assert "SUMMARY " in reached
    opened.page.locator("#requests summary").focus()
    opened.page.keyboard.press("Enter")
    opened.page.keyboard.press("Tab")
    assert opened.page.evaluate("document.activeElement.className") == "scroll"


@pytest.mark.parametrize(
    ("name", "width", "scheme"), [("moscow", DESK, "light"), ("small", PHONE, "light"), ("small", DESK, "dark")]
)
def test_nothing_keeps_anybody_out(name: str, width: int, scheme: str, visit: Open) -> None:
    """axe-core is a program of its own, which the page's policy would rightly stop."""
    opened = visit(name, width, color_scheme=scheme, bypass_csp=True)
    opened.page.evaluate("document.querySelectorAll('details').forEach((e) => { e.open = true; })")
    found = Axe().run(opened.page).response["violations"]
    grave = [
        (item["id"], item["impact"], [node["html"][:200] for node in item["nodes"][:3]])
        for item in found if item["impact"] in ("serious", "critical")
    ]  # fmt: skip
    assert json.dumps(grave) == "[]"
