"""The page as one HTML file, in which every text of a stranger stays a text."""

import base64
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dojo.classroom.report import charts
from dojo.classroom.report.page import page_of
from dojo.classroom.sheet import Sheet
from dojo.classroom.texts import many_lines
from dojo.summary import plural

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
SIGNS = {"passed": "✓", "failed": "✗", "todo": "○", "error": "!", "skipped": "–", None: ""}
"""What stands for an outcome, so that no colour alone tells it."""


def report_html(sheet: Sheet) -> str:
    """Return report.html: all ASCII, as one file that loads nothing from anywhere, for its policy forbids it."""
    style, script = ((TEMPLATES / name).read_text(encoding="utf-8") for name in ("style.css", "script.js"))
    template = _environment().get_template("page.html")
    html = template.render(page=page_of(sheet), style=style, script=script, policy=_policy(style, script))
    return html.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _policy(style: str, script: str) -> str:
    """Allow this style and this script, and nothing else: no image, no font, no request, no style attribute."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@lru_cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # 0.1 s, and most commands make no report

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=_fit,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        **{"percent": percent, "points": points, "decimal": decimal, "plural": plural},
        **{"seconds": seconds, "megabytes": megabytes},
        **{"level": charts.level, "histogram": charts.histogram, "dots": charts.dots, "strip": charts.strip},
    }
    environment.globals |= {"signs": SIGNS, "height": charts.height, "bottom": charts.bottom, "moment": charts.moment}
    return environment


def _fit(value: Any) -> Any:
    """Write out what a browser would not show or would turn around; escaping comes after this."""
    return many_lines(value) if type(value) is str else value


def percent(share: float | None) -> str:
    """Return a share in per cent, 0% and 100% only for nothing and all."""
    if share is None:
        return "–"
    return f"{round(100 * share) if share in (0, 1) else min(99, max(1, round(100 * share)))}%"


def points(value: float | None) -> str:
    """Return a number of points, with one digit behind the point at most."""
    return "–" if value is None else f"{value:.1f}".removesuffix(".0")


def decimal(value: float | None) -> str:
    """Return a coefficient with two digits, and with a minus that is one."""
    return "–" if value is None else f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")


def seconds(value: float) -> str:
    """Return a time as people say it."""
    if value >= 1:
        return f"{value:.1f} s"
    return f"{value * 1000:.0f} ms" if value >= 0.0005 else "<1 ms"


def megabytes(memory: float) -> str:
    """Return a number of bytes as people say it."""
    return f"{memory / 1e6:,.0f} MB" if memory >= 5e5 else "<1 MB"
