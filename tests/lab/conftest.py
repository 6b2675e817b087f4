"""Laboratories that many tests share; each is built once per test process."""

import pytest

from reformlab.lab import China2020
from tests.lab.oracle import oracle_lab


@pytest.fixture(scope="session")
def lab():
    """The laboratory of the course."""
    return China2020()


@pytest.fixture(scope="session")
def lab3():
    """Village, town and city."""
    return China2020(spaces=3)


@pytest.fixture(scope="session")
def package(lab):
    """The five breakthroughs together."""
    return lab.package()


@pytest.fixture(scope="session")
def oracle2():
    """The lab on the reference program's inputs, two spaces."""
    return oracle_lab(2)


@pytest.fixture(scope="session")
def oracle3():
    """The lab on the reference program's inputs, three spaces."""
    return oracle_lab(3)
