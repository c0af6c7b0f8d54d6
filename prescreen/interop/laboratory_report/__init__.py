"""Reads laboratory reports as text: begin at `recognition`.

A text becomes lines (`lines`), lines become cells (`cells`), and cells become rows, one for each result (`rows`, with
`groups`, `row` and `tables`). The names of tests and the labels of columns tell which cells belong to which row
(`words`, `labels`). The rows of a test make an answer, or the reason why it is asked (`results`, with `reference`).

Beside that, the lines of the whole text are searched for what makes results doubtful: several people (`people`),
columns (`columns`) or days (`days`, `earlier`, `dates`), another sample (`samples`), given oxygen (`oxygen`), and
remarks (`remarks`)."""
