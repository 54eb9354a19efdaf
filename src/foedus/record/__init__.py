"""The public record: owners' files in one vocabulary, called commitments, honour rates, events and what follows."""

from foedus.record.calls import call_table
from foedus.record.catalogue import DATA_SETS, data_set
from foedus.record.connection import frame_of
from foedus.record.countable import LeftOut, left_out
from foedus.record.data_set import Column, DataSet
from foedus.record.definition import DEFINITIONS, LARGE_PACTS, Definition, definition
from foedus.record.directed import both_directions, known_or_null
from foedus.record.download import download
from foedus.record.events import EVENT_SETS, daily_counts, event_set, events, monthly_counts
from foedus.record.folder import default_folder
from foedus.record.following import Following, following
from foedus.record.honour import BY, HonourRate, honour_rates, honour_table
from foedus.record.interval import COVERAGE, Rate, exact_interval, rate_of, resampled_interval
from foedus.record.ontology import KINDS
from foedus.record.promises import promise_table
from foedus.record.record import Record, read
from foedus.record.selection import SelectedRates, World, called_reliability, selected_rates
from foedus.record.sides import LEVELS, sides
from foedus.record.ties import OBLIGATIONS, ties

__all__ = [
    "BY",
    "COVERAGE",
    "DATA_SETS",
    "DEFINITIONS",
    "EVENT_SETS",
    "KINDS",
    "LARGE_PACTS",
    "LEVELS",
    "OBLIGATIONS",
    "Column",
    "DataSet",
    "Definition",
    "Following",
    "HonourRate",
    "LeftOut",
    "Rate",
    "Record",
    "SelectedRates",
    "World",
    "both_directions",
    "call_table",
    "called_reliability",
    "daily_counts",
    "data_set",
    "default_folder",
    "definition",
    "download",
    "event_set",
    "events",
    "exact_interval",
    "following",
    "frame_of",
    "honour_rates",
    "honour_table",
    "known_or_null",
    "left_out",
    "monthly_counts",
    "promise_table",
    "rate_of",
    "read",
    "resampled_interval",
    "selected_rates",
    "sides",
    "ties",
]
