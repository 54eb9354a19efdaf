"""Games of the literature, each in a file of its own."""

__all__: list[str] = []
