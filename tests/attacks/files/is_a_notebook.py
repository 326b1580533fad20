"""The answer's file is a notebook.

Told: reason
"""

import json

from tests.attacks.surroundings import Submission


def place(submission: Submission) -> None:
    """Change the submission."""
    cells: list[object] = [
        {"cell_type": "code", "source": submission.answer.read_text(), "outputs": [], "execution_count": None}
    ]
    submission.answer.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
