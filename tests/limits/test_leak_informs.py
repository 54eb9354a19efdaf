"""With strategies held fixed a leak only informs: E[(b' − b)²] does not fall as ℓ rises (model.md section 11)."""

import numpy as np

from foedus.equilibrium.backend import jax
from foedus.reputation import promise_price
from foedus.request import read_signals
from foedus.request.terms import terms_of
from small_worlds import profile_at, solved_small


def test_beliefs_move_the_more_the_likelier_a_leak():
    solved = solved_small(is_common=True)
    game, profile, reading = solved.world.game, profile_at(solved), solved.reading
    # The solved play need not be an equilibrium of any other leak: only its signals are read.
    seen = jax.jit(read_signals)(terms_of(game), profile.log_client, profile.log_guarantor).log_seen
    ones = np.ones(seen.shape[1:])
    price = np.asarray(promise_price(game.share[:, None, None], ones, seen, game.honours))
    moved = (price - reading.client_before) ** 2  # members share nature's prior, which is the client's
    asked = reading.prior * reading.public / (reading.prior * reading.public).sum(axis=0)
    silent = ((asked[:, None] * reading.sight).sum(axis=0) * moved[0]).sum(axis=0)
    leaked = (asked[:, None] * reading.sight * moved[1:]).sum(axis=(0, 1))
    by_leak = np.array([(1.0 - leak) * silent + leak * leaked for leak in np.linspace(0.0, 1.0, 6)])
    assert np.all(np.diff(by_leak, axis=0) >= -1e-12)
    assert np.mean(leaked > 1.001 * silent) > 0.9  # and mostly it does inform
