"""Names that a question or requirement can't have, because the pages' own forms and elements use them.

A question's id is the name of its input and the HTML id of its fieldset; with a suffix (`ID-value`, `ID--OPTION`) it
names its other elements. Ids have no hyphens, so a suffixed name never equals another question's id; it can only equal
a hyphenated name of the pages (`step-error`) or of a requirement (`status-ID`). A requirement's id is only used with a
prefix or suffix, and its suffixes are not those of questions, so a question and a requirement may share an id.

Other ids need no check: an option's follows its question's id, a step's is only in URLs, and a section's or criterion's
is in neither."""

# The names of inputs, buttons and query parameters that pages have whatever the trial.
FIELD_NAMES = frozenset(
    {
        "answered",  # there were answers when the page was opened
        "change",  # ?change: a step that is opened from the check page
        "changed",  # ?changed: the questions whose answers were just changed
        "cleared",  # ?cleared: after the answers were cleared
        "code",  # a patient's code, typed or scanned
        "confirm",  # a button: keep an unusual number as it was typed
        "correct",  # a button: take the offered unit
        "collected",  # the date of a pasted report
        "csrf_token",
        "current-report-date",  # of what staff enter next
        "current-report-source",
        "noted",  # the source and date of a result from FHIR
        "origin",  # the page that a pasted report is for
        "full",  # the reader was told that there is no room for more answers
        "filled",  # ?filled: the questions that a report has answered
        "go",  # a button: where a loaded hand-over, or a link that keeps what was typed, leads
        "page",  # ?page: of the list of trials
        "pick",  # a button: which of two values is right
        "q",  # the search in the list of trials
        "refused",  # what is shown though it was refused
        "report",  # the text of a report
        "report-file",
        "shown",  # what a hand-over's reader saw before loading it
        "stay",  # a script stays on its page
        "switch",  # a button: the other language, with what was typed
        "table",  # a table of results was shown
        "take",  # what is kept of a pasted report
        "took",  # ?took: the questions whose unit was typed behind the number
        "told",  # the reader was told that the session ended
        "who",  # ?who: who answers
    }
)

# The HTML ids of elements that pages have whatever the trial.
HTML_IDS = frozenset(
    {
        "alerts",
        "ask-next",
        "carried-over",
        "code",
        "code-form",
        "countdown",
        "current-report",
        "current-report-date",
        "current-report-error",
        "current-report-noted",
        "ending",
        "ending-text",
        "faults",
        "copied",
        "glance",
        "late",
        "link",
        "main",
        "new-patient",
        "next-patient",
        "other-studies",
        "outcome",
        "preview",
        "q",
        "replaced",
        "report",
        "report-file",
        "report-form",
        "saved",
        "so-far",
        "staff",
        "step",
        "switch",
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
        "legend",
        "limit",
        "noted",
        "row",
        "shown",
        "source",
        "unit",
        "unknown",
        "value",
        "weight",
    }
)
# The same of a requirement.
REQUIREMENT_SUFFIXES = frozenset({"judged", "judgement", "note", "note-error", "team"})
# What stands before a requirement's id and a hyphen: a question `status` would have the input `status-value`, and a
# requirement `value` the element `status-value`.
REQUIREMENT_PREFIX = "status"
# What stands before a status and a hyphen: `points-unknown`.
STATUS_PREFIX = "points"

# With these ids a question could not be answered, or a page would have two elements with one HTML id.
RESERVED_FOR_QUESTIONS = (
    FIELD_NAMES
    | HTML_IDS
    | {REQUIREMENT_PREFIX, STATUS_PREFIX}
    | {name.removesuffix(f"-{suffix}") for name in FIELD_NAMES | HTML_IDS for suffix in QUESTION_SUFFIXES}
)
# `status-judgement` would be the status of a requirement `judgement`, and the judgement of a requirement `status`.
RESERVED_FOR_REQUIREMENTS = frozenset({REQUIREMENT_PREFIX})
