"""Of what sample results are: of blood, or of another one.

Lines are searched for words, without regard to the rows that they make."""

from collections.abc import Iterable, Iterator

from prescreen.interop.circumstances.dates import has_digits
from prescreen.interop.circumstances.word_lists import any_of
from prescreen.trial.questions import Question

NOT_BLOOD = any_of(
    "胸水", "腹水", "[胸腹]腔积液", "心包积液", "积液", "胸腹水", "脑脊液", "(?<!泌)尿(?![素酸毒路])", "灌洗液",
    "引流液", "透析液", "穿刺液", "关节液", "粪便", "大便", "痰液", "体液", "分泌物", "羊水", "脐带?血",
    "骨髓(?!移植|增生|衰竭|纤维|瘤|病|炎|抑制|造血)",
    r"\bpleural", r"\bascit", r"\bperiton", r"\bpericardial", r"\bsynovial", r"\bdialysate", r"\bfluid\b",
    r"\burin(?:e|alysis|ary)\b", r"\bCSF\b", "cerebrospinal", r"\bmarrow(?! (?:transplant|failure|unit))", r"\bstool",
    r"\blavage", r"\bBALF?\b", r"\bamniotic", r"\bcord blood", r"\bsputum",
    # Products of blood, and controls of the laboratory.
    "干细胞(?!移植)", "单采", "采集物", "移植物(?!抗)", "富血小板", "质控",
    "apheresis", r"\bstem cell product", r"\bgraft product", r"\bquality control",
)  # fmt: skip
# A line that has one of these behind the sample's name is a heading, whatever digits it has.
EXAMINATION = any_of(
    "常规", "生化", "象", "检[查验测]", "化验", "涂片", "分析", "细胞", "活检", "穿刺", "病理", "采集", "产品",
    "fluid", "analysis", "cell", "chem", "trephine", "biopsy", "aspirate", "smear", "product",
)  # fmt: skip
HEADING = any_of(
    rf"(?:{NOT_BLOOD.pattern})\s?(?:{EXAMINATION.pattern})",
    rf"(?:标本|样本|specimen|sample|source).{{0,12}}?(?:{NOT_BLOOD.pattern})",
)
BLOOD = any_of(
    "血常规", "血细胞", "血液", "血清", "血浆", "全血", "静脉血", "血气", "生化", "肝功",
    r"\bblood", r"\bserum", r"\bplasma", r"\bCBC\b", "ha?ematology", "chemistry", r"\bmetabolic", "hepatic", r"\bliver",
)  # fmt: skip
# What a diagnosis, a ward or a comment names is no sample.
NO_SAMPLE = any_of(
    "诊断", "科室", "科别", "病区", "病房", "备注", "diagnos", "department", r"\bward\b", r"\bunit:", "comment"
)
# A clearance is measured in urine too.
CLEARANCE = any_of("清除率", "clearance")
URINE = any_of("尿", r"\burin(?:e|ary)\b")


def is_not_blood(text: str) -> bool:
    """Whether a text names another sample than blood."""
    return NOT_BLOOD.search(text) is not None


def lines_not_of_blood(lines: Iterable[str]) -> Iterator[int]:
    """The numbers of the lines whose results are of another sample than blood: those after its heading, up to a heading
    of blood, and those that name it."""
    is_other = False
    for number, line in enumerate(lines, 1):
        may_name = not NO_SAMPLE.search(line)
        is_heading, is_named = not has_digits(line), may_name and is_not_blood(line)
        if may_name and (HEADING.search(line) or (is_heading and is_named)):
            is_other = True
        elif may_name and is_heading and BLOOD.search(line):
            is_other = False
        if is_other or is_named:
            yield number


def without_urine(line: str) -> str:
    """A line in which urine is not named, for a clearance."""
    return URINE.sub("", line)


def is_clearance(question: Question) -> bool:
    """Whether a question asks for a clearance."""
    return any(CLEARANCE.search(name) for name in question.short_name.values())
