"""Numbers with uncertainty: intervals, words and lexicons, distributions, drawing."""

from foedus.quantity.drawing import draw, uniforms
from foedus.quantity.field import COUNT, DURATION_DAYS, ODDS, POSITIVE, PROBABILITY, RATE_PER_YEAR, REAL, Field
from foedus.quantity.lexicon import Word, lexicons, lookup, word_for, words
from foedus.quantity.parse import DAYS_PER, parse_quantity
from foedus.quantity.quantity import Quantity, QuantityError, interval, judged_odds, point
from foedus.quantity.table import Table, make_table, parse_table

__all__ = [
    "COUNT",
    "DAYS_PER",
    "DURATION_DAYS",
    "ODDS",
    "POSITIVE",
    "PROBABILITY",
    "RATE_PER_YEAR",
    "REAL",
    "Field",
    "Quantity",
    "QuantityError",
    "Table",
    "Word",
    "draw",
    "interval",
    "judged_odds",
    "lexicons",
    "lookup",
    "make_table",
    "parse_quantity",
    "parse_table",
    "point",
    "uniforms",
    "word_for",
    "words",
]
