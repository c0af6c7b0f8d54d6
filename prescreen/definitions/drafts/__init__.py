"""Drafts a definition from a registry record. `draft` is the place to begin."""
