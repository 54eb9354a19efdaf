"""The way in and the way out: one exit status for every way a command can end.

    0    done
    1    the computation failed and says why, or its output cannot be written
    2    the input or the usage is wrong, and says where
    130  interrupted
    141  whoever read the output stopped reading (`foedus … | head`)

Anything else is a defect of foedus, and the only thing that shows a traceback.
"""

import atexit
import errno
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

__all__ = ["main", "run"]

INTERRUPTED = 130
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def run(arguments: Sequence[str] | None = None) -> NoReturn:
    """`foedus` as a process of its own: do what the arguments say, as `main` does, and leave at once.

    To take apart what an answer holds would take a third of a second; and a thread that compiles when somebody
    interrupts cannot be stopped, and would be waited for.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us: nobody listens
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    status = main(arguments)
    if status != INTERRUPTED:
        atexit._run_exitfuncs()  # of whoever measures or watches this process
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            if status != INTERRUPTED:
                sys.exit(status)  # on its way out Python fails at the same, and says so
    os._exit(status)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status of the command named by `arguments`, by default those of the process.

    What was asked for goes to standard output, everything else (errors, warnings, progress) to standard error.
    """
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        return _interrupted()


def _run(arguments: Sequence[str] | None) -> int:
    # Late, so that an interruption during the imports ends as cleanly as one after them.
    from typer.main import get_command

    from foedus.cli.application import application
    from foedus.cli.compiled import one_thread_a_matrix
    from foedus.cli.console import complain, no_room, soften_encoding
    from foedus.errors import ComputationError, FoedusError

    soften_encoding()
    one_thread_a_matrix()
    try:
        get_command(application).main(args=None if arguments is None else list(arguments), prog_name="foedus")
    except FoedusError as error:
        complain(str(error))
        return error.exit_status
    except OSError as error:
        # Typer writes help by itself. An error of a file would name it.
        if error.errno not in NO_ROOM or error.filename is not None:
            raise
        complain(str(no_room(error)))
        return ComputationError.exit_status
    except SystemExit as leaving:
        # Typer leaves this way whether all is well, the usage is wrong or somebody interrupted.
        status = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
        return _interrupted() if status == INTERRUPTED else status
    return 0


def _interrupted() -> int:
    print("Interrupted.", file=sys.stderr)
    return INTERRUPTED
