"""Reads FHIR from outside: begin at `reading`.

A text is parsed (`json_text`) and its resources are found (`resources`), with those that no newer version replaces
(`versions`) and whom they are about (`subjects`). What an Observation (`observations`, with `quantities`,
`interpretation` and `circumstances`) or a QuestionnaireResponse (`responses`) says of a question is a reading; of those
the newest is taken (`readings`, `moments`).

Every module reads elements through `contents`, and `texts` is what pages show of a resource."""
