"""Request games of any size as bare trees: need and type are drawn, a client asks, a guarantor answers.

The client sees its need, the guarantor its type and the request, not the need: `needs + types · requests` information
sets and `needs · types · requests · responses` leaves. Payoffs are of the size of a case's.

    python benchmarks/request_trees.py      the sizes that are measured
"""

from __future__ import annotations

import numpy as np

from foedus.game import Tree

SIZES = ((2, 2, 2, 2), (2, 2, 4, 4), (3, 3, 6, 6), (4, 4, 8, 8), (4, 4, 16, 16), (5, 4, 32, 32))
"""needs, types, requests, responses: from 16 to 20 480 leaves"""


def request_tree(needs: int, types: int, requests: int, responses: int, seed: int = 1) -> Tree:
    """The game with random payoffs that favour much asked at high need, and helping where the type cares."""
    random = np.random.default_rng(seed)
    n_sets = needs + types * requests
    sizes = [requests] * needs + [responses] * (types * requests) + [needs * types]
    first = np.concatenate([[0], np.cumsum(sizes)])
    parent, move, owner = [-1], [-1], [n_sets]
    payoffs: list[tuple[float, float]] = []
    for need in range(needs):
        for kind in range(types):
            client = len(parent)
            parent.append(0)
            move.append(int(first[n_sets]) + need * types + kind)
            owner.append(need)
            for request in range(requests):
                guarantor, number = len(parent), needs + kind * requests + request
                parent.append(client)
                move.append(int(first[need]) + request)
                owner.append(number)
                for response in range(responses):
                    parent.append(guarantor)
                    move.append(int(first[number]) + response)
                    owner.append(-1)
                    asked, given = request / max(1, requests - 1), response / max(1, responses - 1)
                    urgency, care = (need + 1) / needs, kind / max(1, types - 1)
                    noise = 0.1 * random.normal(size=2)
                    client_gets = urgency * given - 0.3 * max(0.0, asked - given) - 0.2 * asked + noise[0]
                    guarantor_gets = care * urgency * given - 0.5 * given - 0.4 * max(0.0, asked - given) + noise[1]
                    payoffs.append((client_gets, guarantor_gets))
    weights = random.uniform(0.5, 1.5, size=needs * types)
    nodes = np.array(owner)
    return Tree(
        n_players=2,
        parent=np.array(parent),
        move=np.array(move),
        set_of_node=nodes,
        player_of_set=np.array([0] * needs + [1] * (types * requests) + [-1]),
        first_move=first,
        chance=weights / weights.sum(),
        leaves=np.flatnonzero(nodes < 0),
        payoffs=np.array(payoffs).T.copy(),
    )


if __name__ == "__main__":
    for size in SIZES:
        tree = request_tree(*size)
        print(f"{' × '.join(map(str, size)):>16}: {tree.n_sets:3d} information sets, {tree.n_leaves:6d} leaves")
