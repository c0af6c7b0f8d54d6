"""Compares what a definition says with what it does. `checklist` is the place to begin; each module is a check."""
