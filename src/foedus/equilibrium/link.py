"""From what actions are worth to how often they are chosen: logit, or probit where there are two actions."""

from __future__ import annotations

from enum import StrEnum

from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.problem import Array
from foedus.equilibrium.softplus import softplus
from foedus.equilibrium.tree_structure import Structure


class Link(StrEnum):
    """How choice follows utility.

    Logit: agent QRE (McKelvey & Palfrey 1998, doi:10.1023/A:1009905800005), any number of actions. Probit: sets of two
    actions, normal shocks of standard deviation 1/λ, either one to every action at every node, unknown to those who
    moved before (agent error; Signorino 1999, doi:10.2307/2585396), or one to every outcome, known to its owner
    (private information; Signorino 2003, Structure and uncertainty in discrete choice models, Political Analysis 11).
    """

    LOGIT = "logit"
    PROBIT_AGENT = "probit-agent"
    PROBIT_PRIVATE = "probit-private"

    @property
    def is_probit(self) -> bool:
        """Whether choice probabilities are normal, so that every set needs two actions."""
        return self is not Link.LOGIT

    def log_chosen(self, odds: Array) -> Array:
        """Log probability of every action, (…, action, draw).

        Arguments:
            odds: of all actions but the first, against the first: log odds of a logit, normal quantile of a probit;
                (…, action − 1, draw).
        """
        if self.is_probit:
            return jnp.concatenate([jax.scipy.special.log_ndtr(-odds), jax.scipy.special.log_ndtr(odds)], axis=-2)
        if odds.shape[-2] == 1:
            return jnp.concatenate(_log_logistic(odds), axis=-2)
        whole = jnp.concatenate([jnp.zeros_like(odds[..., :1, :]), odds], axis=-2)
        top = jnp.max(whole, axis=-2, keepdims=True)
        return whole - top - jnp.log(jnp.sum(jnp.exp(whole - top), axis=-2, keepdims=True))


@jax.custom_jvp
def _log_logistic(odds: Array) -> tuple[Array, Array]:
    """log Λ(−odds) and log Λ(odds)."""
    return -softplus(odds), -softplus(-odds)


@_log_logistic.defjvp
def _log_logistic_jvp(at: tuple[Array], along: tuple[Array]) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    # Written out: what differentiates an equilibrium twice would else differentiate the series of a logarithm thrice.
    first, second = _log_logistic(at[0])
    return (first, second), (-jnp.exp(second) * along[0], jnp.exp(first) * along[0])


def misfit(structure: Structure, link: Link) -> tuple[int, str] | None:
    """The first set at which a tree does not have what a link needs, and what that is; None where it fits."""
    tree = structure.tree
    for number, nodes in enumerate(structure.nodes_of_set):
        if link.is_probit and structure.n_actions[number] > 2:
            return number, f"has {int(structure.n_actions[number])} actions: a probit needs sets of two"
        if link is not Link.PROBIT_PRIVATE:
            continue
        if len(nodes) > 1:
            return number, f"has {len(nodes)} nodes: with private information every move has to be seen"
        node, mover = int(nodes[0]), tree.player_of_set[number]
        while tree.parent[node] >= 0:
            node = int(tree.parent[node])
            if tree.player_of_set[tree.set_of_node[node]] == mover:
                return number, (
                    "belongs to a player who has moved before: with private information the earlier move would tell "
                    "what the player knows"
                )
    return None
