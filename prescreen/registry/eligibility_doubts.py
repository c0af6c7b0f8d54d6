"""Says where the split of an eligibility text into criteria may be wrong."""

import re
from collections.abc import Iterator

MAX_LINES = 10
MAX_SENTENCES = 3
EXCLUDES = re.compile(r"exclu|not (?:be )?eligible|ineligible|排除", re.I)


def doubts_of_all(eligibility: str, kinds: list[str]) -> list[str]:
    """Doubts about the criteria of these kinds as a whole."""
    if EXCLUDES.search(eligibility) and "exclusion" not in kinds and kinds:
        return ["no exclusion criterion was found, although the text speaks of exclusion: compare it with the registry"]
    return []


def doubts_of(text: str, kind: str) -> Iterator[str]:
    """Doubts about one criterion, judged by its words."""
    lines = text.count("\n") + 1
    if lines > MAX_LINES:
        yield f"this has {lines} lines: it may be several criteria"
    if text.endswith((":", "：")):
        yield "this ends in a colon: the criteria below may be its parts, or it may be a heading"
    if re.search(r"^\s*[-–—* ]*(?:and/)?or[-–—*:,. ]*$", text, re.I | re.M):
        yield "“OR” stands in this or after it: what is before and after it are alternatives, so either is enough"
    if text.count("|") >= 2:
        yield "this was a table: compare it with the registry"
    if kind == "inclusion" and re.search(r"\bexclusion criteri|排除标准|\bnot eligible:", text, re.I):
        yield "this speaks of exclusion criteria: some of it may be exclusion"
    if "\n" not in text and len(re.findall(r"[.;。；]\s+(?=[A-Z\u4e00-\u9fff])", text)) >= MAX_SENTENCES:
        yield "this is long: it may be several criteria"
    if re.search(r"(?:^|\s)[Aa][.)]\s.*\s[Bb][.)]\s|\s[Bb]\.\s+[A-Z]", text.split("\n")[0]):
        yield "letters count parts within this line: compare it with the registry"
