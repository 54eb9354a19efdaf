"""Linear algebra is kept to one thread for as long as anybody wants it so, and then left as it was."""

from threadpoolctl import threadpool_info, threadpool_limits

from foedus.equilibrium.one_blas_thread import one_blas_thread


def blas_threads() -> set[int]:
    return {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}


def test_whoever_leaves_last_takes_it_back() -> None:
    with threadpool_limits(limits=2, user_api="blas"):
        before = blas_threads()
        first, second = one_blas_thread(), one_blas_thread()
        first.__enter__()
        assert blas_threads() == {1}
        second.__enter__()
        first.__exit__(None, None, None)
        assert blas_threads() == {1}  # the second still wants it
        second.__exit__(None, None, None)
        assert blas_threads() == before == {2}


def test_an_error_takes_it_back_too() -> None:
    with threadpool_limits(limits=2, user_api="blas"):
        try:
            with one_blas_thread():
                raise ValueError
        except ValueError:
            pass
        assert blas_threads() == {2}
