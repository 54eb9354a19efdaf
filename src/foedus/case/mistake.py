"""A mistake in a case, before it is known on which line it stands."""

from dataclasses import dataclass

from foedus.case.document import Path


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong at a path of the file.

    Arguments:
        path: keys and list positions from the top.
        message: reads on from the path.
        hint: what would help, or "".
        reads: sections whose content the check read: where one of their values was unreadable, so is this mistake.
        looks_up: sections whose ids the check looked up.
        is_reference: whether the mistake is an unknown id, which no unreadable value nearby can cause.
    """

    path: Path
    message: str
    hint: str = ""
    reads: tuple[str, ...] = ()
    looks_up: tuple[str, ...] = ()
    is_reference: bool = False
