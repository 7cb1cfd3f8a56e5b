"""Fixtures that every test may ask for."""

import pytest

from benchmarks.ports import held_port

pytest_plugins = [
    "tests.examples",
    "tests.fixtures_dialogue",
    "tests.fixtures_postgres",
    "tests.fixtures_store",
    "tests.sharing",
]


@pytest.fixture
def unused_tcp_port() -> int:
    """A port that nobody listens on, and that stays this test's own."""
    return held_port()
