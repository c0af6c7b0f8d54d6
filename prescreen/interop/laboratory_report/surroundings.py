"""What a report says around its results: whose they are, and of what sample.

Lines are searched for words, without regard to the rows that they make."""

import re
from collections import defaultdict
from collections.abc import Iterator

from prescreen.interop.laboratory_report.cells import SLASHED, lines_of
from prescreen.screening.dates import DATE_AND_TIME, plain_date

# A name ends before a wide gap or the next label.
NAME = re.compile(
    r"(?:(?:(?<![医生师士者])|(?<=患者))姓名|(?:患者|病人)(?=:)|\bpatient(?: name)?(?=\s?:)|^name(?=\s?:))"
    r"\s?:?\s?(?P<value>[\u4e00-\u9fff·]{1,20}|[^\W\d_](?:(?!\t|  | \S{1,20}:)[^:;|()\n]){0,60})",
    re.I | re.M,
)
NUMBER = re.compile(
    r"(?P<label>病历号|病案号|住院号|门诊号|登记号|就诊号|(?:患者|病人)ID|\bMRN\b"
    r"|\b(?:patient|medical record) (?:id|no|number)\b)"
    r"[\s.#]{0,3}:?\s?(?P<value>[A-Za-z]{0,4}[0-9][A-Za-z0-9-]{0,40})",
    re.I,
)
REPORTED = re.compile(
    r"(?P<label>(?:报告|检验|检测|送检|出生)(?:日期|时间)|\breported(?: on)?|\breport date"
    r"|\bdate reported|\bDOB|\bdate of birth)"
    r"\s?:?\s?"
    rf"(?P<value>{DATE_AND_TIME.pattern}|{SLASHED})",
    re.I,
)
SEX = re.compile(r"(?:性别\s?:?|\b(?:sex|gender)\s?:)\s?(?P<value>[男女mf])", re.I)
AGE = re.compile(r"(?:年龄\s?:?|\bage\s?:)\s?(?P<value>[0-9]{1,3})", re.I)
DONOR = re.compile(r"(?<!提)供[者体]|捐献者|捐赠者|\bdonor", re.I)
# Oxygen that is given, or measured in venous blood.
OXYGEN = re.compile(
    r"(?<![未不无])吸氧|[给供输]氧|氧疗|氧流量|吸入氧|面罩|鼻导管|鼻塞|呼吸机|高流量|静脉血|混合静脉|venous|\bVBG|\bSvO2|FiO2|nasal|cannula"
    r"|\bmask|\bvent\b|\bventilat|intubat|插管|\bNC\b|[0-9] ?LNC|CPAP|BiPAP|HFNC|supplement"
    r"|\bL ?/ ?min|[0-9]L/min|[0-9] ?lpm|\b(?:on|with) \S{0,9} ?(?:O2|oxygen)"
    r"|[0-9] ?升 ?/ ?分|吸O|(?<![A-Za-z])O2 ?(?:at |via )?[0-9.]{1,4} ?L|oxygen (?:therapy|at|via)|\bECMO"
    r"|[0-9] ?(?:L|liters?|litres?) (?:of )?(?:O2|oxygen|NC\b)",
    re.I,
)
OXYGEN_NAME = re.compile("氧|oxygen|O2", re.I)

FLUID = (
    r"胸水|腹水|[胸腹]腔积液|心包积液|积液|胸腹水|脑脊液|(?<!泌)尿(?![素酸毒路])|灌洗液|引流液|透析液|穿刺液|关节液"
    r"|粪便|大便|痰液|体液|分泌物|羊水|脐血|骨髓(?!移植|增生|衰竭|纤维|瘤|病|炎|抑制|造血)|\bpleural|\bascit|\bperiton"
    r"|\bpericardial|\bsynovial|\bdialysate|\bfluid\b|\burin(?:e|alysis|ary)\b|\bCSF\b|cerebrospinal"
    r"|\bmarrow(?! (?:transplant|failure|unit))|\bstool|\blavage|\bBALF?\b|\bamniotic"
    r"|\bcord blood|\bsputum"
)
FLUID_WORD = re.compile(FLUID, re.I)
FLUID_HEADING = re.compile(
    rf"(?:{FLUID})\s?(?:常规|生化|象|检[查验测]|化验|涂片|分析|细胞|fluid|analysis|cell|chem)"
    rf"|(?:标本|样本|specimen|sample|source).{{0,12}}?(?:{FLUID})",
    re.I,
)
BLOOD = re.compile(
    r"血常规|血细胞|血液|血清|血浆|全血|静脉血|血气|生化|肝功|\bblood|\bserum|\bplasma|\bCBC\b|h[a]?ematology|chemistry|\bmetabolic"
    r"|hepatic|\bliver",
    re.I,
)
NO_SAMPLE = re.compile(r"诊断|科室|科别|病区|病房|diagnos|department|\bward\b|\bunit:|comment|备注", re.I)
DATES = re.compile(rf"{DATE_AND_TIME.pattern}|{SLASHED}|[0-9]{{1,2}}:[0-9]{{2}}", re.I)


def is_of_several(text: str) -> bool:
    """Whether a text has results of two people or two reports, or of a donor."""
    plain = "\n".join(plain_date(line) for line in lines_of(text))
    found: defaultdict[str, set[str]] = defaultdict(set)
    for match in NAME.finditer(plain):
        found["name"].add(" ".join(sorted(re.findall(r"[^\W\d_]+", match["value"].casefold()))))
    for match in NUMBER.finditer(plain):
        found[match["label"].casefold()].add(match["value"].casefold())
    for match in REPORTED.finditer(plain):
        found[match["label"].casefold()].add(_day(match["value"]))
    found["sex"] = {match["value"].casefold() for match in SEX.finditer(plain)}
    found["age"] = {match["value"] for match in AGE.finditer(plain)}
    return DONOR.search(plain) is not None or any(len(values) > 1 for values in found.values())


def _day(date_and_time: str) -> str:
    """A date without its time, and without zeros before its numbers."""
    parts = re.findall("[0-9]+|[a-z]{3,}", date_and_time.casefold())
    if len(parts[0]) == 8:
        parts[:1] = [parts[0][:4], parts[0][4:6], parts[0][6:]]
    return "-".join(part.lstrip("0") for part in parts[:3])


def is_on_oxygen(text: str) -> bool:
    return any(OXYGEN.search(plain_date(line)) for line in lines_of(text))


def lines_of_other_fluids(text: str) -> Iterator[int]:
    """The numbers of the lines whose results are of another sample than blood: those after its heading, up to a heading
    of blood, and those that name it."""
    is_fluid = False
    for number, line in enumerate(lines_of(text), 1):
        plain = plain_date(line)
        is_heading = not re.search("[0-9]", DATES.sub("", plain))
        is_named = FLUID_WORD.search(plain) is not None and not NO_SAMPLE.search(plain)
        if not NO_SAMPLE.search(plain):
            if FLUID_HEADING.search(plain) or (is_heading and is_named):
                is_fluid = True
            elif is_heading and BLOOD.search(plain):
                is_fluid = False
        if is_fluid or is_named:
            yield number
