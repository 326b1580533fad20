"""Load dojo's pytest plugin; everything it does is in dojo/."""

pytest_plugins = ["dojo.plugin", "pytester"]  # pytester is for tests/, and can be named here only
