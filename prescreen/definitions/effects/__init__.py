"""What a rule does, whatever its texts say: its limits, the effects of options, how it joins questions."""
