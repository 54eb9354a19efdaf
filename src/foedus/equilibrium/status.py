"""How the solution of one draw can end, each with a sentence for the reader."""

from enum import IntEnum


class Status(IntEnum):
    """One per draw. Only the methods' own names are equilibria, and only once their certificate is checked."""

    DIRECT = 0
    ACCELERATED = 1
    HOMOTOPY = 2
    STRAIGHT = 3
    NO_CONVERGENCE = 4
    NOT_FINITE = 5
    CERTIFICATE = 6

    @property
    def is_solved(self) -> bool:
        """Whether a method of the chain converged and its certificate held."""
        return self <= Status.STRAIGHT

    @property
    def sentence(self) -> str:
        """What happened, and which knob to turn where it did not work."""
        return _SENTENCES[self]


_SENTENCES = {
    Status.DIRECT: "solved by plain iteration from reference play",
    Status.ACCELERATED: "solved by Anderson acceleration along the principal branch",
    Status.HOMOTOPY: "solved by following the principal branch from precision 0",
    Status.STRAIGHT: "solved at the full precision from reference play, perhaps not on the principal branch",
    Status.NO_CONVERGENCE: "no method converged: lower `precision`, or allow its methods more steps",
    Status.NOT_FINITE: "the map gave a value that is not a finite number: look for an input at the edge of its range",
    Status.CERTIFICATE: "converged, but the certificate recomputed from the payoffs did not hold",
}
