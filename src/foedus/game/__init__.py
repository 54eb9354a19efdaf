"""Games as data: players, information sets, payoffs; readers of game files, and nothing of how games are solved."""

from foedus.game.efg import parse_efg, read_efg
from foedus.game.game import ChanceSet, Game, InformationSet, Outcome
from foedus.game.tree import Tree

__all__ = ["ChanceSet", "Game", "InformationSet", "Outcome", "Tree", "parse_efg", "read_efg"]
