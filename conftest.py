"""Plugins of pytest. dojo.plugin, which judges katas, is loaded by pyproject.toml, for it must come even earlier."""

pytest_plugins = ["pytester"]  # for tests/, where it cannot be named
