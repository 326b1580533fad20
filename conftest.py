"""Load dojo's pytest plugin; everything it does is in dojo/."""

pytest_plugins = ["dojo.plugin"]
