"""What a text says around its results that makes them doubtful, in a report or in FHIR.

They may be of several people or a donor (`people`), of several days (`days`, `columns`), earlier (`earlier`), of
another sample than blood (`samples`), of oxygen in blood that was not measured in room air at rest (`oxygen`), or
remarked upon (`remarks`); and a limit may be of a sex or an age (`sex_or_age`).
`word_lists` says where the words come from."""
