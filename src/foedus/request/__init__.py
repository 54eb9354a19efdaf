"""The request game of one crisis: payoffs from a case draw, the response map, certified equilibria."""

from foedus.request.assemble import assemble
from foedus.request.evidence import EvidenceTable, evidence_table
from foedus.request.feasibility import Feasibility, feasibility
from foedus.request.game import RequestGame
from foedus.request.response import Profile, respond
from foedus.request.signals import Signals, read_signals
from foedus.request.solve import REQUEST_GAME, Equilibria, certify_solution, solve_request_game
from foedus.request.tree import RequestTree, request_tree

__all__ = [
    "REQUEST_GAME",
    "Equilibria",
    "EvidenceTable",
    "Feasibility",
    "Profile",
    "RequestGame",
    "RequestTree",
    "Signals",
    "assemble",
    "certify_solution",
    "evidence_table",
    "feasibility",
    "read_signals",
    "request_tree",
    "respond",
    "solve_request_game",
]
