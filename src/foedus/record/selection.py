"""Selection: why promises that were called are honoured less than promises are reliable (Smith 1995).

A challenger attacks where it expects the ally to stay out. The rate among called promises is then the rate of the
promises that somebody doubted, and says little of those that nobody tested.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["SelectedRates", "World", "called_reliability", "selected_rates"]


@dataclass(frozen=True, slots=True)
class World:
    """A world of promises and a challenger for each.

    Attributes:
        reliability: two shape parameters of the beta distribution of the chance that an ally would come.
        insight: how well challengers know that chance, 0 (only the average) to 1 (exactly).
        stakes: the most that a challenger can gain where the ally stays out, in units of what it loses where the ally
            comes. Gains are uniform between 0 and this; it attacks where the chance that it believes in is below
            gain / (gain + 1).
        elsewhere: for each attack on a client, how many other promises of its allies a count without "called" adds:
            treaties of states in the war that it did not ask anything of.
        disputes: for each war, attacks short of war in which help was never needed.
        members: of a large pact, whose every member owes every other; each attack is a row for all but two, of whom
            one acts and the others do not have to.
    """

    reliability: tuple[float, float] = (1.49, 0.51)
    insight: float = 0.75
    stakes: float = 6.0
    elsewhere: float = 1.0
    disputes: float = 10.0
    members: int = 20


@dataclass(frozen=True, slots=True)
class SelectedRates:
    """What each way of counting gives in one world, as shares.

    `true` is the mean chance over all promises, `attacked` how many of them were called.
    """

    true: float
    attacked: float
    called: float
    with_uncalled: float
    disputes: float
    large_pacts: float


def selected_rates(world: World, promises: int = 200_000, seed: int = 1) -> SelectedRates:
    """The rates that four definitions give in a simulated world, beside the truth that none of them sees.

    Smith, Alastair. 1995. Alliance Formation and War. International Studies Quarterly 39(4):405–425.

    Arguments:
        promises: how many promises are drawn.
        seed: the same seed gives the same rates.

    Raises:
        ValueError: nobody is attacked in this world.
    """
    import numpy as np

    generator = np.random.default_rng(seed)
    chance = generator.beta(*world.reliability, promises)
    gain = generator.uniform(0.0, world.stakes, promises)
    attacked = _seen(chance, world) < gain / (gain + 1.0)
    if not attacked.any():
        raise ValueError("no challenger attacks in this world")
    came = generator.uniform(size=promises) < chance
    calls, honoured = int(attacked.sum()), int((came & attacked).sum())
    return SelectedRates(
        true=float(chance.mean()),
        attacked=calls / promises,
        called=honoured / calls,
        with_uncalled=honoured / (calls * (1 + world.elsewhere)),
        disputes=honoured / (calls * (1 + world.disputes)),
        large_pacts=honoured / (calls * (world.members - 1)),
    )


def _seen(chance: NDArray[np.float64], world: World) -> NDArray[np.float64]:
    """What a challenger believes: between what everybody knows and the truth."""
    first, second = world.reliability
    return (1 - world.insight) * first / (first + second) + world.insight * chance


def called_reliability(world: World, points: int = 20_001) -> float:
    """The rate among called promises, by integration instead of simulation.

    A promise is attacked with probability P(gain > b / (1 - b)), b what the challenger believes, and honoured with its
    chance.
    """
    import numpy as np

    first, second = world.reliability
    chance = (np.arange(points) + 0.5) / points
    density = chance ** (first - 1) * (1 - chance) ** (second - 1)
    belief = _seen(chance, world)
    attack = np.clip(1 - belief / (1 - np.minimum(belief, 1 - 1e-12)) / world.stakes, 0.0, None)
    weight = density * attack
    if not weight.any():  # nobody is ever attacked: nothing is selected
        return first / (first + second)
    return float((weight * chance).sum() / weight.sum())
