"""Games as data: players, information sets, payoffs; game files of three formats, and a catalogue of the literature."""

from foedus.game.batch import draw_payoffs, leaf_payoffs
from foedus.game.build import make_game
from foedus.game.catalogue import catalogue, catalogue_entry, catalogue_names
from foedus.game.design import Design, design
from foedus.game.drawing import draw_game
from foedus.game.efg import parse_efg, read_efg
from foedus.game.efg_out import efg_text, write_efg
from foedus.game.entry import Entry, KnownSolution, Setting
from foedus.game.game import ChanceSet, Game, InformationSet, Outcome
from foedus.game.load import load_game, read_game, write_game
from foedus.game.nfg import parse_nfg, read_nfg
from foedus.game.nfg_out import nfg_text, write_nfg
from foedus.game.node import chance, decision, leaf
from foedus.game.payoff import Formula, Parameter, Utility
from foedus.game.tree import Tree
from foedus.game.yaml_file import parse_yaml, read_yaml
from foedus.game.yaml_out import write_yaml, yaml_text

__all__ = [
    "ChanceSet",
    "Design",
    "Entry",
    "Formula",
    "Game",
    "InformationSet",
    "KnownSolution",
    "Outcome",
    "Parameter",
    "Setting",
    "Tree",
    "Utility",
    "catalogue",
    "catalogue_entry",
    "catalogue_names",
    "chance",
    "decision",
    "design",
    "draw_game",
    "draw_payoffs",
    "efg_text",
    "leaf",
    "leaf_payoffs",
    "load_game",
    "make_game",
    "nfg_text",
    "parse_efg",
    "parse_nfg",
    "parse_yaml",
    "read_efg",
    "read_game",
    "read_nfg",
    "read_yaml",
    "write_efg",
    "write_game",
    "write_nfg",
    "write_yaml",
    "yaml_text",
]
