"""What each proposed rule asks for, in plain words: in English and in Chinese."""

MEANS = {
    '"none" in pregnancy': ("Not pregnant and not breastfeeding.", "没有怀孕，也不在哺乳期。"),
    '"pregnant" not in pregnancy': ("Not pregnant.", "没有怀孕。"),
    '"breastfeeding" not in pregnancy': ("Not breastfeeding.", "不在哺乳期。"),
    'hiv == "no"': ("No HIV infection.", "没有艾滋病病毒（HIV）感染。"),
    '"none" in viral_hepatitis': ("No hepatitis B and no hepatitis C.", "没有乙肝，也没有丙肝。"),
    '"hepatitis_b" not in viral_hepatitis': ("No hepatitis B.", "没有乙肝。"),
    '"hepatitis_c" not in viral_hepatitis': ("No hepatitis C.", "没有丙肝。"),
    'other_cancer == "no"': ("No other cancer, now or in the past.", "没有其他癌症，以前也没有得过。"),
    'other_cancer != "now"': ("No other cancer now.", "现在没有其他癌症。"),
    'diabetes == "none"': ("No diabetes.", "没有糖尿病。"),
    'diabetes == "type_1"': ("Type 1 diabetes.", "1型糖尿病。"),
    'diabetes == "type_2"': ("Type 2 diabetes.", "2型糖尿病。"),
    'diabetes != "type_1"': ("No type 1 diabetes.", "没有1型糖尿病。"),
    'diabetes != "type_2"': ("No type 2 diabetes.", "没有2型糖尿病。"),
    'other_study != "now"': ("Not in another study now.", "现在没有参加其他研究。"),
    'drug_allergy == "no" or unknown': (
        "No allergy to the study’s medicine, or to what is in it.",
        "对研究用药及其成分不过敏。",
    ),
    'active_infection == "no"': ("No infection now.", "现在没有感染。"),
    'mental_health == "no" or unknown': (
        "No mental illness of the kind that the study means.",
        "没有研究所指的精神疾病。",
    ),
    'alcohol_or_drugs == "no" or unknown': (
        "No trouble with alcohol or drugs that the study means.",
        "没有研究所指的酒精或药物依赖。",
    ),
    'consent == "yes"': (
        "Your own free consent, after you have read the consent form.",
        "看过知情同意书后，自愿同意参加。",
    ),
}
# The same of criteria that only the study team can judge, by a key of the topic.
TEAM_MEANS = {
    "comply": (
        "You can follow the study’s plan, such as its visits. The study team will talk about it with you.",
        "能按研究的安排就诊和检查，由研究团队和您商量。",
    ),
    "opinion": (
        "Nothing else that, in the view of the study’s doctor, may add risk or get in the way of the results.",
        "研究医生认为没有其他可能增加风险或影响研究结果的情况。",
    ),
}
