"""Fixed points of response maps: solved in batches, certified, differentiable. Knows nothing of whose game it is."""

from foedus.equilibrium.accelerated import Accelerated
from foedus.equilibrium.branch import Branch
from foedus.equilibrium.certificate import SOLVED, BinarySets, Certificate, InformationSets, certify
from foedus.equilibrium.chain import DEFAULT_CHAIN, Solved, Stage, solve
from foedus.equilibrium.crisis_signalling import CrisisEquilibria, CrisisPayoffs, crisis_equilibria
from foedus.equilibrium.direct import Direct
from foedus.equilibrium.homotopy import Homotopy
from foedus.equilibrium.implicit import Adjoint, at_equilibrium
from foedus.equilibrium.link import Link
from foedus.equilibrium.problem import FixedPoint
from foedus.equilibrium.status import Status
from foedus.equilibrium.straight import Straight

__all__ = [
    "DEFAULT_CHAIN",
    "SOLVED",
    "Accelerated",
    "Adjoint",
    "BinarySets",
    "Branch",
    "Certificate",
    "CrisisEquilibria",
    "CrisisPayoffs",
    "Direct",
    "FixedPoint",
    "Homotopy",
    "InformationSets",
    "Link",
    "Solved",
    "Stage",
    "Status",
    "Straight",
    "at_equilibrium",
    "certify",
    "crisis_equilibria",
    "solve",
]
