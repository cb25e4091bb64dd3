"""The report of `ingest explain --html` in a real Chromium: nothing leaves it, and keys work."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from demo.news_site import page as render
from demo.news_site import stories
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from tests.pages.test_report import ATTACKS, SUBJECT, attacked

from ingest.cli.explained import document
from ingest.cli.explaining import Explained, Origin
from ingest.model import Evidence, Extraction
from ingest.pages import Explanation, Line, explain
from ingest.pages.report import report
from ingest.pages.report.palette import REASONS

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
DRIVER = shutil.which("chromedriver")
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--window-size=1280,900", "--host-resolver-rules=MAP * ~NOTFOUND"),
)

pytestmark = pytest.mark.skipif(
    CHROMIUM is None or DRIVER is None,
    reason="no browser here: apt-get install chromium chromium-driver",
)

# The contrast of every reason's name, painted over what is behind it (WCAG 2.2, 1.4.3).
CONTRASTS = """
const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
function painted(...colours) {
  for (const colour of colours) { pixel.fillStyle = colour; pixel.fillRect(0, 0, 1, 1); }
  return [...pixel.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }).reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
}
return Object.fromEntries([...document.querySelectorAll(".row")].flatMap((row) => {
  const probe = row.appendChild(document.createElement("i"));
  probe.style.backgroundColor = "var(--wash, transparent)";
  const behind = [getComputedStyle(document.body), getComputedStyle(probe)].map(
    (style) => style.backgroundColor);
  probe.remove();
  return [...row.querySelectorAll(".badge, .kind, .was .text")].map((part) => {
    const pair = [painted(...behind, getComputedStyle(part).color), painted(...behind)];
    pair.sort((one, other) => one - other);
    return [`${row.className} ${part.className}`, (pair[1] + 0.05) / (pair[0] + 0.05)];
  });
}));
"""


class Browser:
    """A Chromium without a network, and what it would have asked for."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def open(self, file: Path, *, scheme: str = "light", width: int = 1280) -> None:
        screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        self.said(), self.asked()
        self.driver.get(file.as_uri())

    def said(self) -> list[dict[str, Any]]:
        return self.driver.get_log("browser")  # type: ignore[no-any-return,no-untyped-call]

    def asked(self) -> list[str]:
        events = [
            json.loads(one["message"])["message"] for one in self.driver.get_log("performance")
        ]  # type: ignore[no-untyped-call]
        return [
            event["params"]["request"]["url"]
            for event in events
            if event["method"] == "Network.requestWillBeSent"
        ]

    def press(self, *keys: str) -> None:
        ActionChains(self.driver).send_keys(*keys).perform()

    def run(self, script: str) -> Any:
        return self.driver.execute_script(script)  # type: ignore[no-untyped-call]

    def rows(self, selector: str = ".row") -> int:
        """How many rows are not hidden by the legend, folded or not."""
        return int(
            self.run(
                "document.querySelectorAll('details.fold').forEach((fold) => fold.open = true);"
                f"return [...document.querySelectorAll('{selector}')]"
                ".filter((row) => row.getClientRects().length).length"
            )
        )

    @property
    def focused(self) -> str:
        return str(self.run("return document.activeElement.id"))


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(DRIVER))
    yield Browser(driver)
    driver.quit()


@pytest.fixture(scope="module")
def explained() -> Explanation:
    story = stories("courier", NOW)[0]
    return explain(render("courier", story, "http://courier.example", NOW), url=SUBJECT.url, at=NOW)


@pytest.fixture(scope="module")
def file(explained: Explanation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(explained, tmp_path_factory.mktemp("report") / "why.html")


def written(explained: Explanation, file: Path) -> Path:
    file.write_text(report(explained, SUBJECT), encoding="utf-8")
    return file


def test_it_asks_for_nothing_and_complains_of_nothing(browser: Browser, file: Path) -> None:
    browser.open(file)
    assert browser.run("return document.getElementById('shown').textContent")
    assert browser.asked() == [file.as_uri()]
    assert browser.said() == []


def test_the_legend_counts_what_the_json_counts(
    browser: Browser, file: Path, explained: Explanation
) -> None:
    browser.open(file)
    told: Any = document("1", Explained(url="u", at=NOW, origin=Origin.KEPT, explanation=explained))
    shown = browser.run(
        "return Object.fromEntries([...document.querySelectorAll('.switch')].map((one) => ["
        "one.querySelector('.name').textContent, Number(one.querySelector('.count').textContent)]))"
    )
    assert shown == {"kept": told["counts"]["kept"], **told["counts"]["reasons"]}
    assert browser.rows() == told["counts"]["blocks"]
    assert browser.rows(".now") == told["counts"]["kept"]


def test_a_reason_is_hidden_and_shown_by_keyboard(browser: Browser, file: Path) -> None:
    browser.open(file)
    before, teasers = browser.rows(), browser.rows(".row.f1")
    browser.open(file)
    browser.press(Keys.TAB)
    assert browser.run("return document.activeElement.textContent") == "Skip to the article"
    for _ in range(100):
        if browser.focused == "show1":
            break
        browser.press(Keys.TAB)
    browser.press(Keys.SPACE)
    assert (browser.rows(".row.f1"), browser.rows()) == (0, before - teasers)
    shown = browser.run("return document.getElementById('shown').textContent")
    assert shown == f"{before - teasers} of {before} blocks shown"
    browser.press("2")
    assert browser.rows() == before
    browser.press("c")
    assert browser.rows() == browser.rows(".row.kept") > 0
    browser.press("x")
    assert browser.rows(".row.kept") == 0
    browser.press("a")
    assert browser.rows() == before


def test_keys_lead_from_one_cut_block_to_the_next(browser: Browser, file: Path) -> None:
    browser.open(file)
    cut = browser.run(
        "return [...document.querySelectorAll('.row:not(.kept)')].map((row) => row.id)"
    )
    visited = []
    for _ in cut:
        browser.press("j")
        visited.append(browser.focused)
    assert visited == cut
    browser.press("j", "k")
    assert browser.focused == cut[-2]
    assert browser.driver.find_element(By.ID, cut[-2]).is_displayed()


def test_light_and_dark_are_two_looks_and_both_can_be_read(
    browser: Browser, tmp_path: Path
) -> None:
    lines = tuple(
        Line("paragraph", "Words.", kept=not reason, reason=reason or None, chance=0.5)
        for reason in ("", *REASONS, "a reason of tomorrow")
    )
    file = written(Explanation(Extraction(text="Words."), lines), tmp_path / "all.html")
    grounds = []
    for scheme in ("light", "dark"):
        browser.open(file, scheme=scheme)
        browser.rows()
        grounds.append(browser.run("return getComputedStyle(document.body).backgroundColor"))
        contrasts = browser.run(CONTRASTS)
        assert len(contrasts) == 3 * len(lines)
        assert {name: ratio for name, ratio in contrasts.items() if ratio < 4.5} == {}
    assert grounds[0] != grounds[1]


def test_nothing_that_a_page_says_is_obeyed(browser: Browser, tmp_path: Path) -> None:
    parts = [attacked(attack) for attack in ATTACKS]
    evidence = tuple(
        Evidence(field="title", source="html", value=attack, chosen=False) for attack in ATTACKS
    )
    found = Extraction(title="".join(ATTACKS), text="", evidence=evidence)
    hostile = Explanation(found, tuple(line for part in parts for line in part.lines))
    file = written(hostile, tmp_path / "hostile.html")
    browser.open(file)
    assert browser.run("return document.scripts.length") == 1
    assert "alert(1)</script>" in browser.run("return document.querySelector('h1').textContent")
    assert browser.rows() == len(hostile.lines)
    assert browser.asked() == [file.as_uri()]
    assert browser.said() == []


@pytest.mark.parametrize("width", [320, 700, 1600])
def test_no_width_needs_to_be_scrolled_sideways(
    browser: Browser, file: Path, tmp_path: Path, width: int
) -> None:
    wide = tuple(Line(kind, "w" * 3000, kept=True, reason=None, chance=None)
                 for kind in ("paragraph", "heading", "code", "row"))  # fmt: skip
    long = Explanation(Extraction(title="t" * 400, text="w"), wide)
    for one in (file, written(long, tmp_path / "wide.html")):
        browser.open(one, width=width)
        browser.rows()
        assert browser.run("return document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_filter_needs_no_script(browser: Browser, file: Path, tmp_path: Path) -> None:
    page = file.read_text(encoding="utf-8")
    before, _, after = page.rpartition("<script>")
    plain = tmp_path / "plain.html"
    plain.write_text(before + after.partition("</script>")[2], encoding="utf-8")
    browser.open(plain)
    rows, teasers = browser.rows(), browser.rows(".row.f1")
    browser.driver.find_element(By.ID, "show1").send_keys(Keys.SPACE)
    assert browser.rows() == rows - teasers < rows


def test_headings_follow_each_other(browser: Browser, file: Path) -> None:
    browser.open(file)
    levels = [int(name[1]) for name in browser.run(
        "return [...document.querySelectorAll('h1, h2, h3')].map((one) => one.localName)"
    )]  # fmt: skip
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
