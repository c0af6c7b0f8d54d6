"""Checks what a definition says to readers: wording, reading grade, quotations, and terms that nobody is told."""

import re
from collections.abc import Iterator

from prescreen.definitions.locations import Finding, finished, questions, texts
from prescreen.definitions.reading.ease import MAX_GRADE, grade
from prescreen.trial.trial import Trial

FIT = "Say “may be a fit”, or what the study looks for"
EXPERIMENTAL = "Say “experimental”, and nothing of what it may bring"
FIT_ZH = "请写“可能适合”，或写研究需要什么"
EXPERIMENTAL_ZH = "请写“研究性的”，不要写可能带来什么"
# Wording that readers must not see, by language, with what to write instead. `docs/authoring.md` gives the reasons.
FORBIDDEN_WORDING: dict[str, list[tuple[str, str]]] = {
    "en": [
        (r"\b(?:in)?eligib\w+|\bqualif(?:y|ies|ied|ying)\b|\bexclud(?:e|es|ed|ing)\b|\byou are in[.!]", FIT),
        (r"\b(?:is|are|was|were|be|been|get|got) rejected\b|\byou (?:have )?fail(?:ed)?\b|\bscreen fail\w+", FIT),
        (r"\bruled out\b|\b(?:meets?|met|fulfil\w*) (?:all |any |the |its )*(?:criteria|criterion)\b", FIT),
        (r"\bnew (?:treatment|therap(?:y|ies)|drug|medicine)s?\b|\bpromising\b", EXPERIMENTAL),
        (r"\bbreakthroughs?\b|\bmiracles?\b|\bcures?\b|\bbenefits?\b", EXPERIMENTAL),
        (r"\b(?:is|are) (?:very )?safe\b|\bno side effects?\b|\bfree of charge\b", EXPERIMENTAL),
        (r"\bsurviv(?:e|es|al)\b|\blife expectancy\b|\bprognosis\b", "Say nothing about survival"),
    ],
    "zh": [
        (
            "(?:不?符合|满足|达到)[^，。；]{0,6}(?:入选|纳入|排除)标准|符合资格|不合格|合格者|入选(?!标准)|被拒绝|被排除|被淘汰",
            FIT_ZH,
        ),
        (
            "试验性治疗|实验性治疗|新疗法|新药|有望|突破|特效|神奇|根治|治愈|痊愈|疗效(?:好|佳|显著|确切|更)|获益|无副作用",
            EXPERIMENTAL_ZH,
        ),
        ("生存期|生存率|存活率|预后", "请不要提生存期"),
    ],
}
HAN = "[\u4e00-\u9fff]"
HALF_WIDTH = f"(?<={HAN})[,;:?!()]|[,;:?!()](?={HAN})"
STYLE_ZH = [
    ("你", "Chinese readers are addressed as 您", "Write 您"),
    (HALF_WIDTH, "half-width punctuation beside 汉字", "Write it full-width, as in ，；：？！（）"),
    (f"{HAN} +[0-9]|[0-9] +{HAN}", "a space between 汉字 and a number", "Leave it out"),
]


def wording_findings(trial: Trial) -> Iterator[Finding]:
    """Everything in texts that an author should correct before publication."""
    yield from _wording(trial)
    yield from _grades(trial)
    yield from _quotations(trial)
    yield from _terms(trial)


def _wording(trial: Trial) -> Iterator[Finding]:
    for place, text in texts(trial):
        for language, words in text.items():
            where = (*place, language)
            if "TODO" in words:
                yield Finding(where, "this text is still to be written", "Write it in plain words, without TODO")
                continue
            for pattern, instead in FORBIDDEN_WORDING.get(language, []):
                for said in re.findall(pattern, words, re.I):
                    yield Finding(where, f"“{said}” is not said to readers", instead)
            for pattern, problem, fix in STYLE_ZH if language == "zh" else []:
                if found := re.search(pattern, words):
                    yield Finding(where, f"{problem} (“{words[max(0, found.start() - 3) : found.end() + 3]}”)", fix)


def _grades(trial: Trial) -> Iterator[Finding]:
    hints = {place: question for place, question in questions(trial) if question.hint}
    for place, text in texts(trial):
        question = hints.get(place[:-1])
        if question and place[-1] == "ask":
            continue  # graded together with its hint, below
        words = text.get("en", "")
        if question and question.hint and place[-1] == "hint":
            words = f"{question.ask.get('en', '')} {words}"
        found = grade(words)
        if found is not None and found > MAX_GRADE:
            fix = f"Use shorter sentences and everyday words, down to grade {MAX_GRADE}; grade 6 is better"
            yield Finding((*place, "en"), f"this reads at school grade {found:.0f}", fix)


# Quotations with these words are for clinicians only.
SURVIVAL = (
    r"\bsurviv\w*|\blife[- ]expectancy\b|\bprognos\w+|\bexpected to live\b"
    "|生存期|预计生存|预期生存|生存时间|预后"
)


def _quotations(trial: Trial) -> Iterator[Finding]:
    for i, criterion in enumerate(trial.criteria):
        said = re.search(SURVIVAL, criterion.registry, re.I)
        if said and not criterion.for_clinicians:
            fix = "Add for_clinicians: true, so that the words are quoted to clinicians only"
            yield Finding(("criteria", i, "registry"), f"readers would be quoted “{said[0]}”", fix)


def _terms(trial: Trial) -> Iterator[Finding]:
    """Terms of the glossary that stand in no text, so that nobody is told what they mean."""
    others = [text for place, text in texts(trial) if place[0] != "glossary"]
    for k, term in enumerate(trial.glossary):
        for language, name in finished(term.term).items():
            # As pages find it: in English, whole words.
            pattern = re.compile(rf"\b{re.escape(name)}\b" if name.isascii() else re.escape(name), re.I)
            if not any(pattern.search(text.get(language, "")) for text in others):
                fix = "Correct the term or the texts, or take it out"
                yield Finding(("glossary", k, "term", language), f"“{name}” stands in no text", fix)
