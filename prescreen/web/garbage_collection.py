"""How often Python searches for garbage."""

import gc

# Objects that are created until the youngest are searched, and searches until older ones are. A page with answers
# creates thousands, and leaves almost none in a cycle: with Python's own numbers the search took a tenth of its time.
THRESHOLDS = (5000, 20, 50)


def search_less_often() -> None:
    """Call it once the app is created: what exists then stays, and is not searched any more."""
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
