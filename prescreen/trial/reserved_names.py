"""Names that a question or requirement can't have, because the pages' own forms and elements use them.

A question's id names its input and its fieldset, and with a suffix (`ID-value`, `ID--OPTION`) whatever belongs to it.
Ids have no hyphens, so a suffixed name never equals the whole id of another question; it can only equal a hyphenated
name of the pages (`step-error`) or a requirement's (`status-ID`). A requirement's id never stands alone on a page, and
its suffixes are not those of questions: a question and a requirement may share an id.

Ids of options, steps, sections and criteria never stand alone either: options follow their question's id, steps are
only in addresses, sections and criteria in neither."""

# The names of inputs, buttons and query parameters that pages have whatever the trial.
FIELD_NAMES = frozenset(
    {
        "change",  # ?change: a step that is opened from the check page
        "cleared",  # ?cleared: after the answers were cleared
        "confirm",  # a button: keep an unusual number as it was typed
        "correct",  # a button: take the offered unit
        "csrf_token",
        "go",  # a button: where a loaded hand-over leads
        "page",  # ?page: of the list of trials
        "q",  # the search in the list of trials
        "shown",  # what a hand-over's reader saw before loading it
        "switch",  # a button: the other language, with what was typed
        "told",  # the reader was told that the session ended
        "who",  # ?who: who answers
    }
)

# The HTML ids of elements that pages have whatever the trial.
HTML_IDS = frozenset(
    {
        "ask-next",
        "countdown",
        "ending",
        "ending-text",
        "main",
        "next-patient",
        "outcome",
        "preview",
        "q",
        "saved",
        "so-far",
        "staff",
        "step",
        "token",
        "who",
    }
)

# What follows a question's id and a hyphen in the names and ids of its own elements, besides `-OPTION`.
QUESTION_SUFFIXES = frozenset(
    {
        "date",
        "date-error",
        "error",
        "height",
        "hint",
        "limit",
        "source",
        "unit",
        "unknown",
        "value",
        "weight",
    }
)
# The same of a requirement.
REQUIREMENT_SUFFIXES = frozenset({"judgement", "note", "note-error", "team"})
# What stands before a requirement's id and a hyphen: a question `status` would have the input `status-value`, and a
# requirement `value` the element `status-value`.
REQUIREMENT_PREFIX = "status"

# Ids of which a question could not be answered, or would give a page two elements with one id.
RESERVED_FOR_QUESTIONS = (
    FIELD_NAMES
    | HTML_IDS
    | {REQUIREMENT_PREFIX}
    | {name.removesuffix(f"-{suffix}") for name in FIELD_NAMES | HTML_IDS for suffix in QUESTION_SUFFIXES}
)
# `status-judgement` would be the status of a requirement `judgement`, and the judgement of a requirement `status`.
RESERVED_FOR_REQUIREMENTS = frozenset({REQUIREMENT_PREFIX})
