"""The report in a real browser: from the heat map to a message, by mouse and by keyboard, and nothing leaves it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from dojo.classroom.report.html import report_html
from dojo.classroom.sheet import sheet_of
from dojo.classroom.texts import one_line
from tests.classroom import GRADES, HOSTILE, INTAKE, KATAS

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DRIVER = shutil.which("chromedriver")
pytestmark = [
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="needs Chromium and chromedriver"),
    pytest.mark.timeout(120),
]
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1280,900")
"""Root has no sandbox, and a container has a small /dev/shm."""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """A browser without a window, with its own empty profile."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    with webdriver.Chrome(options=options, service=Service(str(DRIVER))) as chrome:
        yield chrome


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report of a class in which one student is hostile."""
    path: Path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(report_html(sheet_of(GRADES, INTAKE, KATAS)), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def page(browser: webdriver.Chrome, address: str) -> webdriver.Chrome:
    """The browser, with the report opened anew."""
    browser.get("about:blank")
    browser.get(address)
    return browser


def shown(page: webdriver.Chrome, css: str) -> list[WebElement]:
    return [element for element in page.find_elements(By.CSS_SELECTOR, css) if element.is_displayed()]


def link(page: webdriver.Chrome, text: str) -> WebElement:
    return next(element for element in shown(page, "a") if element.text == text)


def focused(page: webdriver.Chrome) -> WebElement:
    return page.switch_to.active_element


def log(page: webdriver.Chrome, kind: str) -> list[dict[str, Any]]:
    return list(page.get_log(kind))  # type: ignore[no-untyped-call]


def press(page: webdriver.Chrome, key: str) -> None:
    focused(page).send_keys(key)


def tab_to(page: webdriver.Chrome, css: str) -> WebElement:
    """Press Tab until an element has the focus, as somebody without a mouse does."""
    for _ in range(80):
        press(page, Keys.TAB)
        if page.execute_script("return document.activeElement.matches(arguments[0])", css):
            return focused(page)
    raise AssertionError(f"no Tab leads to {css}")


def test_from_the_heat_map_to_a_student_to_a_test_to_its_message(page: webdriver.Chrome) -> None:
    assert not shown(page, "#s2")
    page.find_element(By.CSS_SELECTOR, '.heat td a[href="#s2-k1"]').click()
    assert [title.text for title in shown(page, "h2")] == ["Grace Hopper 0 of 6 points".replace(" 0", "\n0")]
    assert "You forget the batch: keep it." in page.find_element(By.CSS_SELECTOR, "#s2 .found").text
    test = next(one for one in shown(page, "#s2 .told summary") if "shape is as promised." in one.text)
    message = test.find_element(By.XPATH, "../dl")
    assert not message.is_displayed()
    test.click()
    assert message.text.split("\n") == [
        *("called", "shape(tensor([1.0, 2.0]))", "got", "(2,)", "wanted", "(1, 2)"),
        *("the shape is (2,) where (1, 2) is wanted", "printed", "looking"),
    ]
    page.back()
    assert [title.text for title in shown(page, "h2")] == ["The class"]


def test_the_same_path_with_keys_alone(page: webdriver.Chrome) -> None:
    press(page, Keys.TAB)
    assert focused(page).text == "Skip to the content"
    press(page, Keys.ENTER)
    tab_to(page, '.heat a[href="#s2"]').send_keys(Keys.ENTER)
    assert focused(page).text.startswith("Grace Hopper")
    summary = tab_to(page, "#s2 .told.failed summary")
    assert page.execute_script("return getComputedStyle(arguments[0]).outlineStyle", summary) == "solid"
    summary.send_keys(Keys.ENTER)
    assert page.find_element(By.CSS_SELECTOR, "#s2 .told.failed dl").is_displayed()


def test_hostile_texts_are_texts_and_no_script_of_theirs_runs(page: webdriver.Chrome) -> None:
    link(page, one_line(HOSTILE)).click()
    assert shown(page, "h2")[0].text.startswith(one_line(HOSTILE))
    for summary in shown(page, "#s3 .told summary"):
        summary.click()
    text = page.find_element(By.ID, "s3").text
    assert "<img src=x onerror=alert(1)>" in text
    assert "def <b>" in text
    assert len(page.find_elements(By.TAG_NAME, "script")) == 1
    assert not page.find_elements(By.CSS_SELECTOR, "img, iframe, object, embed, link, base, form, [onerror], [style]")
    assert log(page, "browser") == []  # no alert, no error, no breach of the policy


def test_nothing_is_loaded_but_the_file_itself(page: webdriver.Chrome, address: str) -> None:
    log(page, "performance")
    page.refresh()
    for element in shown(page, "nav a"):
        element.click()
    events = (json.loads(entry["message"])["message"] for entry in log(page, "performance"))
    asked = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
    assert asked == [address]
    assert page.execute_script("return performance.getEntriesByType('resource').length") == 0


def test_a_click_sorts_and_another_turns_the_order_around(page: webdriver.Chrome) -> None:
    button = page.find_element(By.CSS_SELECTOR, ".heat th:nth-child(2) button")
    assert button.accessible_name == "Sort by 01_tensors"
    orders = []
    for _ in range(2):
        button.click()
        orders.append([one.text for one in shown(page, ".heat td:nth-child(2)")])
    assert orders == [["0%", "25%", "100%"], ["100%", "25%", "0%"]]
    assert page.find_element(By.CSS_SELECTOR, ".heat th:nth-child(2)").get_attribute("aria-sort") == "descending"


def test_a_student_is_found_by_a_part_of_the_name(page: webdriver.Chrome) -> None:
    page.find_element(By.CSS_SELECTOR, "input[type=search]").send_keys("HOPPER")
    assert [row.text for row in shown(page, ".heat tbody th")] == ["Grace Hopper"]
    assert shown(page, "output")[0].text == "1 found"


def test_names_are_hidden_and_come_back(page: webdriver.Chrome) -> None:
    names = [row.text for row in shown(page, ".heat tbody th")]
    button = page.find_element(By.CSS_SELECTOR, "header button")
    button.click()
    assert [row.text for row in shown(page, ".heat tbody th")] == ["Student 1", "Student 2", "Student 3"]
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    assert [row.text for row in shown(page, ".heat tbody th")] == names


def test_without_its_script_the_whole_page_can_be_read(browser: webdriver.Chrome, address: str) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get("about:blank")
        browser.get(address)
        assert len(shown(browser, ".view")) == 1 + len(KATAS) + len(INTAKE.students) + 1
        assert not shown(browser, "button")
        link(browser, "What the tests said").click()
        assert shown(browser, "#k1-g1 .said")
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("part", ["class", "k1", "s3", "notes"])
def test_no_part_is_wider_than_the_screen(page: webdriver.Chrome, address: str, width: int, part: str) -> None:
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        page.get(f"{address}#{part}")
        assert page.execute_script("return document.documentElement.scrollWidth") <= width
    finally:
        page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
