"""Checks of a definition as a whole, after each part of it has been validated."""

from collections import Counter
from collections.abc import Iterator

from prescreen.definitions.checks.rule_uses import rule_uses
from prescreen.definitions.locations import Finding, Location, questions, requirements, texts
from prescreen.registry.record import Record
from prescreen.screening.serialization import MAX_COMPRESSED, compress
from prescreen.screening.session_budget import largest_entry
from prescreen.screening.shared_answers import with_fingerprints
from prescreen.trial.questions import UNKNOWN, Number, OptionQuestion, Quantity, Ratio
from prescreen.trial.reserved_names import RESERVED_FOR_QUESTIONS, RESERVED_FOR_REQUIREMENTS
from prescreen.trial.trial import Trial


def consistency(trial: Trial, record: Record, folder: str) -> Iterator[Finding]:
    """The checks of every load. They don't search the rules, which takes a second."""
    if repeated := list(_ids(trial)):
        yield from repeated  # the rest would be about the wrong one of two
        return
    yield from _languages(trial)
    yield from _sections(trial)
    yield from _numbers(trial)
    yield from rule_uses(trial)
    yield from _identity(trial, record, folder)
    yield from _size(trial)


def reserved_ids(trial: Trial) -> Iterator[Finding]:
    """Ids that clash with names on the pages. Only `flask trial check` reports them, since a definition with such an id
    has always loaded, although its question could not be answered."""
    fix = "Choose another id, such as {}_now"
    for place, question in questions(trial):
        if question.id in RESERVED_FOR_QUESTIONS:
            yield Finding((*place, "id"), f"the pages use the name {question.id}", fix.format(question.id))
    for place, _, requirement in requirements(trial):
        if requirement.id in RESERVED_FOR_REQUIREMENTS:
            yield Finding((*place, "id"), f"the pages use the name {requirement.id}", fix.format(requirement.id))


def _ids(trial: Trial) -> Iterator[Finding]:
    lists: list[tuple[str, list[tuple[Location, str]]]] = [
        ("section", [(("sections", i), section.id) for i, section in enumerate(trial.sections)]),
        ("step", [(("steps", i), step.id) for i, step in enumerate(trial.steps)]),
        ("question", [(place, question.id) for place, question in questions(trial)]),
        ("criterion", [(("criteria", i), criterion.id) for i, criterion in enumerate(trial.criteria)]),
        ("registry id", [(("registry_ids", i), str(found)) for i, found in enumerate(trial.registry_ids)]),
        ("alert", [(("alerts", i), alert.id) for i, alert in enumerate(trial.alerts)]),
        ("requirement", [(place, requirement.id) for place, _, requirement in requirements(trial)]),
    ]
    for place, question in questions(trial):
        if isinstance(question, OptionQuestion):
            lists.append(("option", [((*place, "options", k), o.id) for k, o in enumerate(question.options)]))
    for kind, named in lists:
        counts = Counter(name for _, name in named)
        for place, name in named:
            if counts[name] > 1:
                counts[name] = 0  # reported once
                kinds = "criteria" if kind == "criterion" else f"{kind}s"
                yield Finding((*place, "id"), f"two {kinds} have the id {name}", "Give each its own id")
            elif name == UNKNOWN or (kind == "question" and name in ("known", "at_least")):
                yield Finding((*place, "id"), f"{name} is a word of the rule language", "Choose another id")


def _languages(trial: Trial) -> Iterator[Finding]:
    for place, text in texts(trial):
        for language in trial.languages:
            if language not in text:
                fix = f"Add {language}: with the text"
                yield Finding((*place, language), f"the text in {language} is missing", fix)
        for language in text:
            if language not in trial.languages:
                fix = "Remove or list it"
                yield Finding((*place, language), f"{language} is not among the trial's languages", fix)


def _sections(trial: Trial) -> Iterator[Finding]:
    known = [section.id for section in trial.sections]
    for i, step in enumerate(trial.steps):
        if step.section not in known:
            yield Finding(("steps", i, "section"), f"there is no section {step.section}", f"Use {' or '.join(known)}")
    order = list(dict.fromkeys(step.section for step in trial.steps if step.section in known))
    if order != known and set(order) == set(known):
        yield Finding(("sections",), "the steps take the sections in another order", "List them as the steps use them")
    for i, section in enumerate(trial.sections):
        if section.id not in order:
            yield Finding(("sections", i), f"no step belongs to {section.id}", "Remove it, or give it a step")


def _numbers(trial: Trial) -> Iterator[Finding]:
    for place, question in questions(trial):
        if isinstance(question, Number):
            if question.range[0] >= question.range[1]:
                yield Finding((*place, "range"), "the range is empty", "Write the lowest number first")
            yield from _usual(place, question)
        if isinstance(question, Quantity):
            yield from _units(place, question)


def _units(place: Location, question: Quantity) -> Iterator[Finding]:
    factors = list(question.units.values())
    if factors[0] != 1 or min(factors) <= 0:
        fix = "Write 1 for the first unit, and for each other how many of the first it is"
        yield Finding((*place, "units"), "the first of the factors is not 1, or one is not more than 0", fix)
    if "ucum" in question.model_fields_set and question.ucum.keys() != question.units.keys():
        yield Finding((*place, "ucum"), "its units are not those of the question", "Give each unit its code")
    for language, unit in (question.usual_unit or {}).items():
        if unit not in question.units:
            fix = f"Use one of {', '.join(question.units)}"
            yield Finding((*place, "usual_unit", language), f"{unit} is not among its units", fix)


def _usual(place: Location, question: Number) -> Iterator[Finding]:
    """Ranges with their ends in the wrong order, usual numbers that are not possible, and units of two kinds."""
    for low, high in question.usual or []:
        # The usual range of a ratio is of its limit, which has no range of its own.
        if low > high or not (isinstance(question, Ratio) or question.range[0] <= low <= high <= question.range[1]):
            fix = "Write the lower number first, and only numbers within the range"
            yield Finding((*place, "usual"), "a usual number is not possible", fix)
    units = question.units if isinstance(question, Quantity) else None
    for k, kind in enumerate(question.mistaken):
        if kind.unit and (units is None or kind.unit in units):
            fix = "Leave the unit out" if units is None else "Leave it out of the question’s own units, or out of here"
            yield Finding((*place, "mistaken", k, "unit"), f"{kind.unit} can't be a unit of another kind here", fix)
        if any(low > high for low, high in kind.likely or []):
            yield Finding((*place, "mistaken", k, "likely"), "the range is empty", "Write the lowest number first")


# Criteria that a record has in separate fields, not in its eligibility text.
STRUCTURED = {"AGE", "SEX"}


def _identity(trial: Trial, record: Record, folder: str) -> Iterator[Finding]:
    for other, name in ((folder, "folder"), (record.nct_id, "record")):
        if other != trial.id:
            yield Finding(("id",), f"the {name} is of {other}", "Use one registry id for all three")
    # A wrong kind would make all that follow it seem out of order.
    yield from list(_wrong_kinds(trial)) or _out_of_order(trial)


def _wrong_kinds(trial: Trial) -> Iterator[Finding]:
    for i, criterion in enumerate(trial.criteria):
        for kind in {"inclusion", "exclusion"} - {criterion.kind}:
            if criterion.id not in STRUCTURED and criterion.id[0] == kind[0].upper():
                problem = f"{criterion.id} is the number of an {kind} criterion, and its kind is {criterion.kind}"
                yield Finding(("criteria", i, "kind"), problem, f"Write kind: {kind}, or give it another number")


def _out_of_order(trial: Trial) -> Iterator[Finding]:
    for kind in ("inclusion", "exclusion"):
        listed = [(i, c) for i, c in enumerate(trial.criteria) if c.kind == kind and c.id not in STRUCTURED]
        for number, (i, criterion) in enumerate(listed, 1):
            expected = f"{kind[0].upper()}{number}"
            if criterion.id != expected:
                yield Finding(("criteria", i, "id"), f"this is {expected} in the registry's order", "Renumber it")


def _size(trial: Trial) -> Iterator[Finding]:
    size = len(compress({trial.id: with_fingerprints(trial, largest_entry(trial))}))
    if size > MAX_COMPRESSED:
        problem = f"the longest answers, with what staff add, take {size} bytes, and a session holds {MAX_COMPRESSED}"
        yield Finding(("steps",), problem, "Shorten ids, or ask fewer questions")
