"""For ``scrapyd-deploy``, which builds its egg by it; all it has to say stands in pyproject.toml."""

from setuptools import setup

setup()
