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


def test_threads_are_waited_for_but_not_after_a_keyboards_interrupt() -> None:
    done, ends = [], threading.Event()

    def work() -> None:
        ends.wait(10)
        done.append(1)

    def ended_by(error: type[BaseException]) -> list[Future[None]]:
        under_way = []
        with suppress(error), threads(1) as pool:
            under_way.extend([pool.submit(work), pool.submit(work)])
            raise error
        return under_way

    first, second = ended_by(KeyboardInterrupt)
    assert not done  # the first is still at it
    assert second.cancelled()
    ends.set()
    first.result(timeout=10)
    ended_by(ValueError)
    assert done == [1, 1, 1]
