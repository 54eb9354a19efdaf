"""Pieces of text that several pages of a case use."""


def counted(n: int, one: str, many: str) -> str:
    """ "1 claim", "12 claims"."""
    return f"{n:,} {one if n == 1 else many}".replace(",", " ")


def percent_range(low: float, high: float) -> str:
    """ "5–35 %"."""
    return f"{100 * low:.4g}–{100 * high:.4g} %"
