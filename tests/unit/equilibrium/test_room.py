"""Compiled code is forgotten in time, and compiled anew."""

import sys

import numpy as np
import pytest
from named_problems import LINEAR, linear

from foedus.equilibrium import Stage, Status, Straight, room, solve
from foedus.equilibrium.backend import jax


def test_what_is_compiled_is_forgotten_when_it_becomes_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "mappings", lambda: 600)
    double = jax.jit(lambda x: 2.0 * x)
    double(np.ones(3))
    monkeypatch.setattr(room, "most_mappings", lambda: 1300.0)
    room.make_room()
    assert double._cache_size() == 1
    monkeypatch.setattr(room, "most_mappings", lambda: 1100.0)
    room.make_room()
    assert double._cache_size() == 0
    np.testing.assert_array_equal(double(np.ones(3)), 2.0)


def test_a_solver_makes_room_before_it_compiles(monkeypatch: pytest.MonkeyPatch) -> None:
    called = []
    monkeypatch.setattr("foedus.equilibrium.chain.make_room", lambda: called.append(1))
    game = linear(0.3 * np.eye(2)[None], np.ones((1, 2)))
    assert solve(LINEAR, game, (Stage(Straight(), Status.STRAIGHT, 4, 12),)).has_converged.all()
    assert called


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's")
def test_the_system_says_how_many_mappings_there_are_and_may_be() -> None:
    assert 50 < room.mappings() < room.most_mappings() < float("inf")
