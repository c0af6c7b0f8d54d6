"""Other programs' formats: what is written for them, and what is read of theirs.

- FHIR is written by `questionnaire`, `response` and `observations`, with `elements` for what they share, and read by
  the package `fhir_input`: begin at its `reading`.
- Laboratory reports as text are read by the package `laboratory_report`: begin at its `recognition`.
- Both ask the package `circumstances` whether results may be of another person, day or sample.
- What was read is a `Recognized` (in `recognized`), whichever it was.
- `redcap` writes a data dictionary."""
