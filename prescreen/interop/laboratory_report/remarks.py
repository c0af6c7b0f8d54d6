"""Remarks that make results doubtful: a bad sample, a correction, a report that is not final, a result that is void,
a limit that is talked of."""

import re
from collections.abc import Iterable, Iterator

from prescreen.interop.laboratory_report.surroundings import DATES

SAMPLE = "(?:标本|样本|血样|血标本|采血)"
BAD_SAMPLE = re.compile(
    rf"{SAMPLE}[^无未非不否\s,;]{{0,6}}?(?:溶血(?!指数)|凝块|凝集|凝固|脂血|乳糜|黄疸|污染|量不足)|{SAMPLE}不合格"
    r"|溶血\s?[:(]?\s?(?:[轻中重]|[1-4]?\+|有)|[轻中重]度溶血|血小板(?:聚集|凝集|成簇|成堆|卫星)(?!率|功能|试验|检|抑制|曲线)|假性(?:血小板)?(?:减少|减低|升高|增高)|EDTA.?依赖"
    r"|结果(?:不可靠|不准|可疑|可能偏)|重新?(?:采血|抽血|采样|留样)|重抽"
    r"|(?<!no )(?<!not )(?<!non-)\b(?:clotted|clumps?|clumped|clumping|ha?emoly[sz]ed|lipa?emic)\b(?! ?(?:index|:))"
    r"|\b(?:specimen|sample) .{0,20}\b(?:ha?emolysis|lipa?emia|icterus|contaminat\w+|insufficient|compromised)"
    r"|\bha?emolysis:?\s?\(?(?:[1-4]?\+|slight|mild|moderate|marked|gross|present)"
    # A count by hand or in another tube is printed where the first one is doubtful.
    r"|(?:手工|人工|实际)\S{0,3}?(?:血小板|计数)|血小板(?:手工|人工|实际)|枸橼酸\S{0,4}?血小板|血小板\S{0,4}?枸橼酸"
    r"|\bmanual (?:platelet|plt)|\bplatelets?,? citrate"
    r"|\b(?:slight|mild|moderate|gross|marked) ha?emolysis"
    r"|\bunreliable|\binaccurate|satellit(?:ism|osis)|\bpseudothrombo",
    re.I,
)
NO_BAD_SAMPLE = re.compile(r"\b(?:no|not|without|absent|none|negative)\b|[无未]见?|阴性|否", re.I)
NOT_FINAL = re.compile(r"初步报告|临时报告|未经?审核(?!.{0,6}无效)|示例|\bpreliminary report|\bunverified", re.I)
CORRECTED = re.compile(
    r"更正|修正(?!钙|值)|原报告|原结果|\bcorrected (?:on|result|report|to|from|value)|\bamended|previously reported"
    r"|\b(?:result|value) revised|\brevised (?:result|value|from|to|on)",
    re.I,
)
# What is void, or is said behind it to be an earlier result or an estimate.
OF_RESULT = re.compile(
    r"作废|取消|稀释|\bvoid\b|\bcancell?ed|\bdilut|估[计算]\)"
    r"|\((?:上一?次|前次|前值|旧值?|既往|历史|[^()]{0,6}[年月周天]前|(?:19|20)[0-9]{2}年(?:[0-9]{1,2}月)?)[^()]{0,4}\)"
    r"|\((?:prev(?:ious)?|prior|last|old|baseline|est(?:imated)?)\b[^()0-9]{0,20}\)|\bin (?:19|20)[0-9]{2}\b"
    r"|\b(?:previous|prior|last (?:week|month|year|time|visit)|(?:years?|months?|weeks?|days?) ago)\s*$",
    re.I,
)
OF_LIMITS = re.compile(
    r"(?:诊断|入选|纳入|排除|疗效|输注)标准|阈值|目标|指征|\bcriteria|\bthreshold"
    r"|[1-4]级\s?:|^\W*grade [1-5]\b"
    r"|\bgoal\b|\btarget\b|\btransfus(?:e|ion) (?:for|if|when)",
    re.I,
)
HEADING_OF_LIMITS = re.compile(rf"(?:{OF_LIMITS.pattern})\S{{0,2}}\s*$", re.I)


def is_remarked(lines: Iterable[str]) -> bool:
    """Whether a report says that its sample was bad, that it is not final, or that it corrects a result and has both
    numbers."""
    return any(NOT_FINAL.search(line) or _is_bad_sample(line) or _has_correction(line) for line in lines)


def _is_bad_sample(line: str) -> bool:
    found = BAD_SAMPLE.search(line)
    return found is not None and not NO_BAD_SAMPLE.search(line[max(found.start() - 12, 0) : found.end() + 8])


def _has_correction(line: str) -> bool:
    return CORRECTED.search(line) is not None and re.search("[0-9]", DATES.sub("", line)) is not None


def remarked_lines(lines: Iterable[str]) -> Iterator[int]:
    """The numbers of the lines that say that a result is void, or that have limits of a study or a treatment, and of
    those below a heading that does."""
    is_below = False
    for number, line in enumerate(lines, 1):
        is_of_limits = OF_LIMITS.search(line) is not None
        if not re.search("[0-9]", line):
            is_below = HEADING_OF_LIMITS.search(line) is not None
        if is_of_limits or is_below or OF_RESULT.search(line):
            yield number
