"""Every data set that foedus knows, by name."""

from types import MappingProxyType

from foedus.errors import InputError, listed, nearest
from foedus.record.catalogue_conflict import CONFLICT_SETS
from foedus.record.catalogue_events import EVENT_SETS
from foedus.record.catalogue_promises import PROMISE_SETS
from foedus.record.catalogue_states import STATE_SETS
from foedus.record.data_set import DataSet

__all__ = ["DATA_SETS", "data_set"]

DATA_SETS = MappingProxyType({known.name: known for known in (*PROMISE_SETS, *CONFLICT_SETS, *STATE_SETS, *EVENT_SETS)})


def data_set(name: str) -> DataSet:
    """The data set of that name.

    Raises:
        InputError: there is none.
    """
    try:
        return DATA_SETS[name]
    except KeyError:
        known = sorted(DATA_SETS)
        raise InputError.at(
            "record", f'knows no data set "{name}"', hint=nearest(name, known) or f"Known are: {listed(known)}."
        ) from None
