"""What criteria are most often about: the words of each topic, the shared question, and the rule that is proposed.

The topics are the commonest in 144 eligibility texts of the registry. A rule stays unknown where the question can't
settle what the study means, such as which allergy."""

from collections.abc import Callable
from dataclasses import dataclass

from prescreen.definitions.reading.words import words_of

# The kind of a criterion and its words that belong to the topic → the rule, or empty if none is proposed.
Rule = Callable[[str, set[str]], str]


@dataclass(frozen=True)
class Topic:
    """A matter. A criterion is about it if it has one of `keys`; `words` may stand beside them. Without a `question`
    only the study team can judge it."""

    question: str
    keys: frozenset[str]
    words: frozenset[str]
    rule: Rule


def _topic(question: str, keys: str, words: str, rule: Rule) -> Topic:
    return Topic(question, words_of(keys), words_of(f"{keys} {words}"), rule)


def _excluded(rule: str) -> Rule:
    return lambda kind, words: rule if kind == "exclusion" else ""


def _pregnancy(kind: str, words: set[str]) -> str:
    pregnant = bool(words & {"pregnant", "pregnancy"})
    nursing = bool(words & {"breastfeeding", "breast-feeding", "breast", "lactating", "lactation", "nursing"})
    if kind == "inclusion":
        return ""
    if pregnant and nursing:
        return '"none" in pregnancy'
    return f'"{"pregnant" if pregnant else "breastfeeding"}" not in pregnancy'


def _hepatitis(kind: str, words: set[str]) -> str:
    # Whether a hepatitis is active or chronic is not asked.
    if kind == "inclusion" or words & {"active", "acute", "chronic"}:
        return ""
    b, c = bool(words & {"b", "hbv", "hbsag"}), bool(words & {"c", "hcv"})
    return '"none" in viral_hepatitis' if b == c else f'"hepatitis_{"b" if b else "c"}" not in viral_hepatitis'


def _cancer(kind: str, words: set[str]) -> str:
    was, is_now = words & {"history", "prior", "previous", "past"}, words & {"active", "concurrent", "concomitant"}
    if kind == "inclusion" or bool(was) == bool(is_now):
        return ""
    return 'other_cancer == "no"' if was else 'other_cancer != "now"'


def _diabetes(kind: str, words: set[str]) -> str:
    types = [number for number in ("1", "2") if number in words]
    if len(types) == 1:
        return f'diabetes {"==" if kind == "inclusion" else "!="} "type_{types[0]}"'
    return 'diabetes == "none"' if kind == "exclusion" and not types else ""


def _substances(kind: str, words: set[str]) -> str:
    misuse = words & {"abuse", "dependence", "dependency", "addiction", "misuse", "abuser", "alcoholism"}
    return 'alcohol_or_drugs == "no" or unknown' if kind == "exclusion" and misuse else ""


UNABLE = words_of("unable inability unwilling unwillingness unlikely refusal refuse lack poor noncompliance")


def _compliance(kind: str, words: set[str]) -> str:
    return "unknown" if bool(words & UNABLE) is (kind == "exclusion") else ""


WOMEN = "woman women female females"
TOPICS = [
    _topic(
        "pregnancy",
        "pregnant pregnancy breastfeeding breast-feeding breast lactating lactation nursing",
        f"feeding mother mothers positive test {WOMEN}",
        _pregnancy,
    ),
    _topic(
        "hiv",
        "hiv immunodeficiency hiv-1 hiv-2",
        "human virus infection infections infected positive seropositive seropositivity positivity antibody status "
        "test history",
        _excluded('hiv == "no"'),
    ),
    _topic(
        "viral_hepatitis",
        "hepatitis hbv hcv hbsag",
        "b c virus viral infection infections infected positive active acute chronic surface antigen",
        _hepatitis,
    ),
    _topic(
        "other_cancer",
        "malignancy malignancies cancer cancers neoplasm neoplasms",
        "malignant disease history other another active concurrent concomitant prior previous past second additional",
        _cancer,
    ),
    _topic("diabetes", "diabetes diabetic diabetics", "mellitus type 1 2", _diabetes),
    # A time before, as in “within 30 days”, is not asked.
    _topic(
        "other_study",
        "participation participating participate enrolled investigational",
        "another other clinical trials studies drug drugs device devices agent agents product products medication "
        "use receiving therapy interventional concurrent simultaneous simultaneously",
        _excluded('other_study != "now"'),
    ),
    _topic(
        "drug_allergy",
        "allergy allergies allergic hypersensitivity hypersensitive",
        "history severe reaction reactions drug drugs medication medications investigational product component "
        "components excipient excipients ingredient ingredients treatment intervention one more active",
        _excluded('drug_allergy == "no" or unknown'),
    ),
    # How severe an infection is, or how it is treated, is not asked.
    _topic("active_infection", "infection infections", "active acute ongoing", _excluded('active_infection == "no"')),
    _topic(
        "mental_health",
        "psychiatric mental",
        "severe serious significant major active disorder disorders illness illnesses disease diseases condition "
        "conditions history",
        _excluded('mental_health == "no" or unknown'),
    ),
    _topic(
        "alcohol_or_drugs",
        "alcohol drug substance alcoholism",
        "abuse dependence dependency addiction misuse abuser history illicit drugs disorder active recent",
        _substances,
    ),
    _topic(
        "consent",
        "consent",
        "written informed signed sign form able willing provide provided give given giving ability willingness "
        "understand document voluntarily voluntary before prior procedures procedure specific related obtained "
        "legally legal authorized representative guardian icf capable capacity unable inability unwilling refusal "
        "refuse lack own study-related study-specific date dated personally",
        lambda kind, words: 'consent == "yes"' if kind == "inclusion" and not words & UNABLE else "",
    ),
    _topic(
        "",
        "comply compliance adhere cooperate noncompliance",
        "willing able ability willingness protocol requirements requirement procedures procedure visits visit "
        "schedule follow-up understand instructions unable inability unwilling unwillingness unlikely poor "
        "restrictions follow up capable complete scheduled all assessments",
        _compliance,
    ),
    _topic(
        "",
        "opinion judgment judgement judged discretion investigator investigators",
        "other condition conditions medical disease diseases disorder reason reasons situation factor factors may "
        "might circumstances would could can interfere affect participation make makes unsuitable inappropriate "
        "not suitable risk increase safety results result put place render renders deems deemed considered "
        "considers believes evaluation determined ineligible unfit which significant clinically interpretation "
        "data outcome jeopardize compromise confound preclude undue additional unacceptable researcher",
        _excluded("unknown"),
    ),
]
# Words that say nothing of the matter. No “no”, “not”, “except” or “unless” is among them, which would turn a rule.
COMMON = words_of(
    "a an the is are be been being who whom that this their his her its he she they it has have had having with of and "
    "or any known current currently patients patient subjects subject participants participant individuals people "
    "person persons those must study trial at in for during time enrollment enrolment on by to as from s presence "
    "evidence screening entry would will"
)
