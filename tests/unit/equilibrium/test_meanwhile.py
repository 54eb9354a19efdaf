"""What is done on another thread meanwhile is done, and its errors are not lost."""

import threading

import pytest

from foedus.equilibrium.chunk import meanwhile


def test_both_are_under_way_at_the_same_time() -> None:
    met = threading.Barrier(2, timeout=10)  # which neither passes alone
    with meanwhile(met.wait):
        met.wait()
    assert not met.broken


def test_its_error_is_raised_at_the_end() -> None:
    def fail() -> None:
        raise ValueError("no such thing")

    reached = []
    with pytest.raises(ValueError, match="no such thing"), meanwhile(fail):
        reached.append(1)
    assert reached


def test_an_error_inside_is_the_one_that_is_raised() -> None:
    def fail() -> None:
        raise ValueError("of the other thread")

    with pytest.raises(KeyError), meanwhile(fail):
        raise KeyError("inside")
