"""What a promise is worth to those who watch: beliefs after a signal, staying or leaving, what earlier calls did."""

from foedus.reputation.belief import log_odds_of_staying, promise_price, revised
from foedus.reputation.history import degree_honoured, shift_of_log_odds, without_call

__all__ = [
    "degree_honoured",
    "log_odds_of_staying",
    "promise_price",
    "revised",
    "shift_of_log_odds",
    "without_call",
]
