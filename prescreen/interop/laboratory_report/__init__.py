"""Reads laboratory reports as text: begin at `recognition`.

A text becomes lines (`lines`), lines become cells (`cells`), and cells become rows, one for each result (`rows`, with
`groups`, `row` and `tables`). The names of tests and the labels of columns tell which cells belong to which row
(`words`, `labels`). The rows of a test make an answer, or the reason why it is asked (`results`, with `reference`).

Beside that, all lines are searched for what makes results doubtful, by the package `circumstances`."""
