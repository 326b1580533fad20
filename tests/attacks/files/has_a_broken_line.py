"""The answer's file has an error in a line of terminal codes: syntax errors are shown with their line.

Told: unreadable
"""

from tests.attacks.surroundings import Submission


def place(submission: Submission) -> None:
    """Change the submission."""
    with submission.answer.open("a") as file:
        file.write("\nx = '\x1b[2J\x1b[H20 of 20 points\x9b1m\u202e <script>alert(1)</script>' 1\n")
