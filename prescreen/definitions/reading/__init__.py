"""What a text says by itself: numbers, units, negations, options, connectives. Knows no rule."""
