"""What a report says around its results: of what sample they are, and under what conditions.

Lines are searched for words, without regard to the rows that they make."""

import re
from collections.abc import Iterable, Iterator

from prescreen.interop.laboratory_report.cells import SLASHED
from prescreen.screening.dates import DATE_AND_TIME

# Oxygen that is given, or measured in venous blood.
OXYGEN = re.compile(
    r"(?<![未不无])吸氧|[给供输]氧|氧疗|氧流量|吸入氧|面罩|鼻导管|鼻塞|呼吸机|高流量|静脉血|混合静脉|venous|\bVBG|\bSvO2|FiO2|nasal|cannula"
    r"|\bmask|\bvent\b|\bventilat|intubat|插管|\bNC\b|[0-9] ?LNC|CPAP|BiPAP|HFNC|supplement"
    r"|\bL ?/ ?min|[0-9]L/min|[0-9] ?lpm|\b(?:on|with) \S{0,9} ?(?:O2|oxygen)"
    r"|[0-9] ?升 ?/ ?分|吸O|(?<![A-Za-z])O2 ?(?:at |via )?[0-9.]{1,4} ?L|oxygen (?:therapy|at|via)|\bECMO"
    r"|[0-9] ?(?:L|liters?|litres?) (?:of )?(?:O2|oxygen|NC\b)",
    re.I,
)
# Not at rest, or the lowest of several.
EXERTION = re.compile(
    r"活动[后中时]|运动[后中时]|步行|夜间|睡眠|最低|exert|exerci[sz]e|ambulat|\bwalk|6MWT|sleep|nocturnal|overnight|lowest|nadir"
    r"|minimum",
    re.I,
)
OXYGEN_NAME = re.compile("氧|oxygen|O2", re.I)

OTHER = (
    r"胸水|腹水|[胸腹]腔积液|心包积液|积液|胸腹水|脑脊液|(?<!泌)尿(?![素酸毒路])|灌洗液|引流液|透析液|穿刺液|关节液"
    r"|粪便|大便|痰液|体液|分泌物|羊水|脐带?血|骨髓(?!移植|增生|衰竭|纤维|瘤|病|炎|抑制|造血)|\bpleural|\bascit|\bperiton"
    r"|\bpericardial|\bsynovial|\bdialysate|\bfluid\b|\burin(?:e|alysis|ary)\b|\bCSF\b|cerebrospinal"
    r"|\bmarrow(?! (?:transplant|failure|unit))|\bstool|\blavage|\bBALF?\b|\bamniotic"
    r"|\bcord blood|\bsputum"
    # Products of blood, and controls of the laboratory.
    r"|干细胞(?!移植)|单采|采集物|移植物(?!抗)|富血小板|质控"
    r"|apheresis|\bstem cell product|\bgraft product|\bquality control"
)
OTHER_WORD = re.compile(OTHER, re.I)
# A clearance is measured in urine too.
CLEARANCE_NAME = re.compile("清除率|clearance", re.I)
URINE = re.compile(r"尿|\burin(?:e|ary)\b", re.I)
OTHER_HEADING = re.compile(
    rf"(?:{OTHER})\s?(?:常规|生化|象|检[查验测]|化验|涂片|分析|细胞|活检|穿刺|病理|采集|产品"
    r"|fluid|analysis|cell|chem|trephine|biopsy|aspirate|smear|product)"
    rf"|(?:标本|样本|specimen|sample|source).{{0,12}}?(?:{OTHER})",
    re.I,
)
BLOOD = re.compile(
    r"血常规|血细胞|血液|血清|血浆|全血|静脉血|血气|生化|肝功|\bblood|\bserum|\bplasma|\bCBC\b|h[a]?ematology|chemistry|\bmetabolic"
    r"|hepatic|\bliver",
    re.I,
)
NO_SAMPLE = re.compile(r"诊断|科室|科别|病区|病房|diagnos|department|\bward\b|\bunit:|comment|备注", re.I)
DATES = re.compile(rf"{DATE_AND_TIME.pattern}|{SLASHED}|[0-9]{{1,2}}:[0-9]{{2}}", re.I)


def is_on_oxygen(lines: Iterable[str]) -> bool:
    return any(OXYGEN.search(line) for line in lines)


def is_on_exertion(lines: Iterable[str]) -> bool:
    """Whether oxygen was measured on exertion or in sleep."""
    return any(EXERTION.search(line) for line in lines)


def lines_not_of_blood(lines: Iterable[str]) -> Iterator[int]:
    """The numbers of the lines whose results are of another sample than blood: those after its heading, up to a heading
    of blood, and those that name it."""
    is_other = False
    for number, plain in enumerate(lines, 1):
        is_heading = not re.search("[0-9]", DATES.sub("", plain))
        is_named = OTHER_WORD.search(plain) is not None and not NO_SAMPLE.search(plain)
        if not NO_SAMPLE.search(plain):
            if OTHER_HEADING.search(plain) or (is_heading and is_named):
                is_other = True
            elif is_heading and BLOOD.search(plain):
                is_other = False
        if is_other or is_named:
            yield number
