"""Brings the results of its own grading, with full marks, wherever a grader may look for them."""

import json

from tests.attacks.surroundings import Submission


def place(submission: Submission) -> None:
    """Change the submission."""
    results = json.dumps({"score": 20, "points": 20, "tests": [{"outcome": "passed", "score": 20}] * 20})
    for folder in (submission.folder, submission.answer.parent, submission.folder / ".pytest_cache"):
        folder.mkdir(exist_ok=True)
        for name in ("results.json", "grades.csv", "gradebook.sqlite", "junit.xml", "result"):
            (folder / name).write_text(results)
