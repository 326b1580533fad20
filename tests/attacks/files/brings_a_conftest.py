"""Brings configuration and plugins that end every test as passed."""

from tests.attacks.surroundings import Submission


def place(submission: Submission) -> None:
    """Change the submission."""
    plugin = "import pytest\n\n\ndef pytest_pyfunc_call(pyfuncitem):\n    return True\n"
    settings = "[pytest]\naddopts = --collect-only -pplugin\npython_files = nothing.py\n"
    for folder in (submission.folder, submission.answer.parent):
        for name in ("conftest.py", "plugin.py", "sitecustomize.py", "usercustomize.py", "pytest_timeout.py"):
            (folder / name).write_text(plugin)
        for name in ("pytest.ini", ".pytest.ini", "tox.ini"):
            (folder / name).write_text(settings)
        (folder / "pyproject.toml").write_text("[tool.pytest]\naddopts = ['--collect-only']\n")
        (folder / "setup.cfg").write_text(settings.replace("[pytest]", "[tool:pytest]"))
