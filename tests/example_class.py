"""The example class, and what is written down about it."""

import csv
from typing import Any

from tests.tiny import ROOT

EXAMPLES = ROOT / "examples"
CLASS = EXAMPLES / "class"
SEED = 7
"""What an answer with a mistake gets may depend on the values that are drawn."""
KATAS = ("01_shapes", "02_batching", "03_backprop")

Outcomes = dict[str, str]
"""Test -> how it has ended."""


def _rows(name: str) -> list[dict[str, str]]:
    with (EXAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


EXPECTED = {row["student"]: row for row in _rows("expected.csv")}
LEFTOVERS = {row["origin"]: row for row in _rows("leftovers.csv")}


def outcomes_of(results: dict[str, Any]) -> dict[str, Outcomes]:
    """Return how each student's tests have ended, from what is in results.json."""
    return {
        one["student"]: {check["id"]: check["outcome"] for kata in one["katas"] for check in kata.get("checks", ())}
        for one in results["students"]
    }
