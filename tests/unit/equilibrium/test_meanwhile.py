"""What is done on another thread meanwhile is done, and its errors are not lost."""

import threading
from concurrent.futures import Future
from contextlib import suppress

import pytest

from foedus.equilibrium.chunk import meanwhile, threads


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


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_threads_are_waited_for_but_not_after_a_keyboards_interrupt(error: type[BaseException]) -> None:
    """What they have not begun by the time of an error is left either way."""
    begun, ends, done = threading.Event(), threading.Event(), []

    def work() -> None:
        begun.set()
        if error is KeyboardInterrupt:
            ends.wait(10)
        done.append(1)

    under_way: list[Future[None]] = []
    with suppress(error), threads(1) as pool:
        under_way.extend([pool.submit(work), pool.submit(ends.wait, 10)])
        begun.wait(10)
        raise error
    first, second = under_way
    assert first.done() == (error is ValueError)
    ends.set()
    first.result(timeout=10)
    assert done == [1]
    assert second.cancelled() or error is ValueError  # which may have let it begin


def test_without_an_error_everything_is_done() -> None:
    with threads(1) as pool:
        found = [pool.submit(pow, 2, power) for power in range(3)]
    assert [each.result(timeout=0) for each in found] == [1, 2, 4]
