"""Remarks that make results doubtful: a bad sample, a correction, a report that is not final, a result that is void,
a limit that is talked of."""

import re
from collections.abc import Iterable, Iterator

from prescreen.interop.circumstances import earlier
from prescreen.interop.circumstances.dates import has_digits
from prescreen.interop.circumstances.word_lists import any_of

SAMPLE = "(?:标本|样本|血样|血标本|采血)"
HAEMOLYSIS = "ha?emolysis"
BAD_SAMPLE = any_of(
    rf"{SAMPLE}[^无未非不否\s,;]{{0,6}}?(?:溶血(?!指数)|凝块|凝集|凝固|脂血|乳糜|黄疸|污染|量不足)",
    rf"{SAMPLE}不合格",
    r"溶血\s?[:(]?\s?(?:[轻中重]|[1-4]?\+|有)",
    "[轻中重]度溶血",
    "血小板(?:聚集|凝集|成簇|成堆|卫星)(?!率|功能|试验|检|抑制|曲线)",
    "假性(?:血小板)?(?:减少|减低|升高|增高)",
    "EDTA.?依赖",
    "结果(?:不可靠|不准|可疑|可能偏)",
    "重新?(?:采血|抽血|采样|留样)",
    "重抽",
    r"(?<!no )(?<!not )(?<!non-)\b(?:clotted|clumps?|clumped|clumping|ha?emoly[sz]ed|lipa?emic)\b(?! ?(?:index|:))",
    rf"\b(?:specimen|sample) [^,;]{{0,20}}\b(?:{HAEMOLYSIS}|lipa?emia|icterus|contaminat\w+|insufficient|compromised)",
    rf"\b{HAEMOLYSIS}:?\s?\(?(?:[1-4]?\+|slight|mild|moderate|marked|gross|present)",
    rf"\b(?:slight|mild|moderate|gross|marked) {HAEMOLYSIS}",
    r"\bunreliable",
    r"\binaccurate",
    # A count by hand or in another tube is printed where the first one is doubtful.
    r"(?:手工|人工|实际)\S{0,3}?(?:血小板|计数)",
    "血小板(?:手工|人工|实际)",
    r"枸橼酸\S{0,4}?血小板",
    r"血小板\S{0,4}?枸橼酸",
    r"\bmanual (?:platelet|plt)",
    r"\bplatelets?,? citrate",
    "satellit(?:ism|osis)",
    r"\bpseudothrombo",
)
NO_BAD_SAMPLE = any_of(r"\b(?:no|not|without|absent|none|negative)\b", "[无未]见?", "阴性", "否")
# No clots, clumps: one clause. 无溶血,血小板聚集: two.
CLAUSE_END = any_of(";", r"\.\s", "(?<=[\u4e00-\u9fff])[,.]", r",(?=\s?(?:no|without)\b|\s?[无未])")
NOT_FINAL = any_of("初步报告", "临时报告", "未经?审核(?!.{0,6}无效)", "示例", r"\bpreliminary report", r"\bunverified")
CORRECTED = any_of(
    "更正",
    "修正(?!钙|值)",
    "原报告",
    "原结果",
    r"\bcorrected (?:on|result|report|to|from|value)",
    r"\bamended",
    "previously reported",
    r"\b(?:result|value) revised",
    r"\brevised (?:result|value|from|to|on)",
)
VOID = any_of("作废", "取消", r"\bvoid\b", r"\bcancell?ed")
# Of a diluted sample, or no measured number.
NOT_MEASURED = any_of("稀释", r"\bdilut", r"估[计算]\)", r"\(est(?:imated)?\b[^()0-9]{0,20}\)")
# A limit of a study, a treatment or a grade.
OF_LIMITS = any_of(
    "(?:诊断|入选|纳入|排除|疗效|输注)标准", "阈值", "目标", "指征", r"[1-4]级\s?:",
    r"\bcriteria", r"\bthreshold", r"^\W*grade [1-5]\b", r"\bgoal\b", r"\btarget\b",
    r"\btransfus(?:e|ion) (?:for|if|when)",
)  # fmt: skip
HEADING_OF_LIMITS = any_of(rf"(?:{OF_LIMITS.pattern})\S{{0,2}}\s*$")


def is_remarked(lines: Iterable[str]) -> bool:
    """Whether a report says that its sample was bad, that it is not final, or that it corrects a result and has both
    numbers."""
    return any(NOT_FINAL.search(line) or is_bad_sample(line) or _has_correction(line) for line in lines)


def is_bad_sample(line: str) -> bool:
    """Whether a line says that a sample was bad, or that its cells could not be counted well."""
    return any(not NO_BAD_SAMPLE.search(_clause_around(found)) for found in BAD_SAMPLE.finditer(line))


def _clause_around(found: re.Match[str]) -> str:
    """What stands around a match, as far as it may say that there is none."""
    start, end = found.span()
    until = CLAUSE_END.split(found.string[max(start - 12, 0) : end])[-1]
    return until + CLAUSE_END.split(found.string[end : end + 8])[0]


def _has_correction(line: str) -> bool:
    return CORRECTED.search(line) is not None and has_digits(line)


def remarked_lines(lines: Iterable[str]) -> Iterator[int]:
    """The numbers of the lines that say that a result is void, not measured or an earlier one, or that have limits of a
    study or a treatment, and of those below a heading that does."""
    is_below = False
    for number, line in enumerate(lines, 1):
        if line.strip() and not re.search("[0-9]", line):
            is_below = HEADING_OF_LIMITS.search(line) is not None
        is_of_limits = is_below or OF_LIMITS.search(line)
        if is_of_limits or VOID.search(line) or NOT_MEASURED.search(line) or earlier.is_said_behind(line):
            yield number
