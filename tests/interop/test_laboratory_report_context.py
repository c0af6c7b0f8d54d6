"""What stands around results in a laboratory report: people, days, columns, samples and remarks that make all of them
doubtful, and what looks like it and doesn't."""

from typing import Any

import pytest

from prescreen.interop.laboratory_report.recognition import recognize
from tests.support.core import TRIAL

PLT, ALT = {"value": "12", "unit": "10^9/L"}, {"value": "38", "limit": "50"}
FIRST, SECOND = "PLT 12 10^9/L 125-350", "ALT 38 U/L 9-50"


def reading(text: str) -> dict[str, Any]:
    return recognize(TRIAL, text).as_json()


def assert_all_asked(text: str) -> None:
    found = reading(text)
    assert found["takes"] == {}
    assert found["asks"]


PEOPLE = [
    ("3床 张三", "5床 李四"),
    ("床号：3", "床号：5"),
    ("Rm 12", "Rm 14"),
    ("Bed 3", "Bed 5"),
    ("张三 男 34岁", "李四 女 28岁"),
    ("女 34岁", "女 28岁"),
    ("34岁", "28岁"),
    ("男", "女"),
    ("John Smith 34M", "Mary Jones 28F"),
    ("王某某，女，34岁", "李某，男，50岁"),
    ("Male, 34 years", "Female, 34 years"),
    ("年龄：34岁", "女 28岁"),
    ("姓 名：王某", "姓 名：李某"),
    ("性 别：男", "性 别：女"),
    ("年 龄：34岁", "年 龄：50岁"),
    ("姓名：王*明", "姓名：王*红"),
    ("姓名：**明", "姓名：**红"),
    ("| 姓名 | 王某 |", "| 姓名 | 李某 |"),
    ("受检者：王某", "受检者：李某"),
    ("名字：王某", "名字：李某"),
    ("Patient Name\nJane Doe", "Patient Name\nMary Roe"),
    ("Pt: Jane Doe", "Pt: Mary Roe"),
    ("Surname: Doe", "Surname: Roe"),
    ("Nom : DUPONT", "Nom : MARTIN"),
    ("氏名：山田", "氏名：鈴木"),
    ("王先生", "李女士"),
    ("Mr. Wang", "Mrs. Li"),
    ("ID:1001", "ID:1002"),
    ("身份证号:330100199001011234", "身份证号:330100199101011234"),
    ("病员号：1001", "病员号：1002"),
    ("就诊卡号：1001", "就诊卡号：1002"),
    ("手机：13800001111", "手机：13900002222"),
    ("NHS No: 943 476 5919", "NHS No: 943 476 5870"),
    ("Chart No: 1001", "Chart No: 1002"),
    ("UHID: 1001", "UHID: 1002"),
    ("患者1", "患者2"),
    ("Patient A", "Patient B"),
    ("Case 1:", "Case 2:"),
    ("血型A", "血型B"),
    ("生日1990-01-01", "生日1992-01-01"),
    ("Born 01/13/1990", "Born 01/14/1992"),
]


@pytest.mark.parametrize(("first", "second"), PEOPLE)
def test_results_under_two_people_are_asked_however_the_people_are_told_apart(first: str, second: str) -> None:
    assert_all_asked(f"{first}\n{FIRST}\n{second}\n{SECOND}")
    assert reading(f"{first}\n{FIRST}\n{first}\n{SECOND}")["takes"] == {"platelets": PLT, "alt": ALT}


OTHERS = [
    "哥哥 血常规",
    "患者胞兄体检",
    "与患者关系：父亲",
    "姓名：李某 关系：母亲",
    "配偶体检",
    "患者之女",
    "我哥的血常规",
    "我妈的血常规",
    "无偿献血者",
    "Sister's labs:",
    "My brother:",
]


@pytest.mark.parametrize("heading", OTHERS)
def test_a_result_of_a_relative_or_a_blood_donor_is_never_taken_as_the_patients(heading: str) -> None:
    assert_all_asked(f"{heading}\n{FIRST}")


COLUMNS = [
    "11/18 11/11 11/04",
    "日期 11.18 11.11",
    "项目 周一 周三 单位",
    "D+1 D+7 D+14",
    "Day 1 Day 8",
    "入院时 出院时",
    "治疗前 治疗后",
    "第1次 第2次 第3次",
    "项目 第一次 第二次",
    "08:00 20:00",
    "Date: 11/11/26 18/11/26",
    "Date 11Nov 18Nov",
    "Request No 4433 4555",
    "10月 11月",
    "2025年 2026年",
    "+7天 +14天",
    "Oct Nov",
    "外院 我院",
    "产妇 新生儿",
    "项目 对照 患者",
    "Recipient Control",
    "项目 今日 昨日 单位",
    "Wed Thu",
]


@pytest.mark.parametrize("heading", COLUMNS)
def test_a_single_result_under_columns_of_days_or_people_is_asked(heading: str) -> None:
    assert_all_asked(f"{heading}\nPLT  35 10^9/L")


EARLIER = [
    "Test Wert Vorwert Einheit",
    "Parameter Vorbefund Einheit Referenz",
    "Analyse Antériorités Unités",
    "検査項目 前回 単位 基準値",
    "項目名 今回値 前回値 単位",
    "검사명 이전결과 단위",
    "Prueba Resultado Anterior Unidades",
    "Esame Precedente Unità Riferimento",
    "檢驗項目 前次結果 單位 參考值",
    "项目 原结果 单位",
]


@pytest.mark.parametrize("heading", EARLIER)
def test_a_column_of_earlier_results_is_known_in_the_languages_of_other_countries(heading: str) -> None:
    assert_all_asked(f"{heading}\nPLT  35 10^9/L 125-350")


DAYS = [
    ("2026-11-18 血常规", "2026-10-11 肝功能"),
    ("血常规 2026-11-18", "肝功能 2026-10-11"),
    ("2026-11-18", "2026-10-11"),
    ("11月18日血常规：", "10月2日肝功能："),
    ("11/18 血常规", "10/2 肝功能"),
    ("CBC Nov 18", "CMP Oct 2"),
    ("18.11.26", "02.10.25"),
    ("Collected: 11/18/26", "Collected: 10/02/25"),
    ("接收时间：2026-11-18", "接收时间：2025-10-02"),
    ("日期：2026-11-18", "日期：2025-10-02"),
    ("Date: 11/18/2026", "Date: 10/02/2025"),
    ("就诊日期：2026-11-18", "就诊日期：2025-10-02"),
    ("Resulted: 11/18/2026", "Resulted: 10/02/2025"),
    ("报告日期\n2026-11-18", "报告日期\n2025-10-02"),
]


@pytest.mark.parametrize(("first", "second"), DAYS)
def test_results_under_two_days_are_asked(first: str, second: str) -> None:
    assert_all_asked(f"{first}\n{FIRST}\n{second}\n{SECOND}")
    assert reading(f"{first}\n{FIRST}\n{first}\n{SECOND}")["takes"] == {"platelets": PLT, "alt": ALT}


BESIDE = [
    "2026-11-18 PLT 12 10^9/L\n2026-11-11 ALT 38 U/L 9-50",
    "date,test,value,unit\n2026-11-18,PLT,12,10^9/L\n2026-11-11,ANC,0.41,10^9/L",
    "Component Value Date\nPLT 12 K/uL 11/18/2026\nANC 0.41 K/uL 03/02/2025",
    "Platelets 12 K/uL (11/18/2026), ALT 38 U/L 7-44 (10/02/2025)",
    "血小板12×10^9/L（2026-11-18），谷丙转氨酶38U/L 9-50（2025-10-02）",
    "Platelets 12 K/uL as of 11/18/2026\nALT 38 U/L (7-44) as of 10/02/2025",
    "On 10/01/2026 platelets 35 K/uL. On 11/18/2026 ANC 0.3 K/uL.",
    "患者2026-10-01查血常规：PLT 12×10^9/L，2026-11-18复查：ANC 1.2×10^9/L。",
]


@pytest.mark.parametrize("text", BESIDE)
def test_results_beside_two_days_are_asked(text: str) -> None:
    assert_all_asked(text)


CHANGES = [
    "血小板35×10^9/L，现12×10^9/L",
    "血小板35×10^9/L，这次12×10^9/L",
    "血小板35×10^9/L，一周后12×10^9/L",
    "血小板35×10^9/L，出院时12×10^9/L",
    "血小板 35×10^9/L 第二次 12×10^9/L",
    "血小板35×10^9/L（11月11日），12×10^9/L（11月18日）",
    "PLT 35 10^9/L 125-350（外院12）",
    "PLT 35 10^9/L（复查后更正：12）",
    "Platelets 35 K/uL on admission, 12 K/uL at discharge",
    "Platelets 35 K/uL initially, currently 12 K/uL",
    "PLT 35 K/uL -> 12 K/uL",
    "PLT 35 K/uL improved to 52 K/uL",
]


@pytest.mark.parametrize("text", CHANGES)
def test_a_result_that_changed_in_the_same_line_is_asked(text: str) -> None:
    assert_all_asked(text)


SAMPLES = [
    "单采血小板产品",
    "干细胞采集物",
    "移植物检测",
    "Apheresis product",
    "富血小板血浆 PRP",
    "脐带血",
    "室内质控 低值",
    "Bone marrow trephine biopsy: cellularity 10%",
    "骨髓活检",
    "诊断标准：",
    "移植指征：",
    "Inclusion criteria:",
]


@pytest.mark.parametrize("heading", SAMPLES)
def test_a_number_of_a_product_or_a_limit_is_never_taken(heading: str) -> None:
    assert_all_asked(f"{heading}\n{FIRST}")


REMARKS = [
    "备注：标本凝集，血小板结果仅供参考",
    "标本有凝块",
    "备注：标本溶血",
    "标本脂血，结果仅供参考",
    "溶血：轻度",
    "Hemolysis 1+ (slight)",
    "备注：EDTA依赖性血小板假性减少",
    "Platelet clumps seen; count may be inaccurate",
    "Specimen clotted, platelets unreliable",
    "Comment: Specimen hemolyzed",
    "更正报告：血小板计数 PLT 15 10^9/L 125-350",
    "CORRECTED ON 11/18 AT 0920: PREVIOUSLY REPORTED AS 35",
    "血小板手工计数：15 10^9/L",
    "Manual platelet count 15 K/uL",
    "初步报告",
    "未审核",
    "PRELIMINARY REPORT",
]


@pytest.mark.parametrize("remark", REMARKS)
def test_a_result_with_a_remark_on_its_sample_or_a_correction_is_asked(remark: str) -> None:
    assert_all_asked(f"{FIRST}\n{remark}")


CONDITIONS = [
    "SpO2 88% after 6 minute walk",
    "SpO2 88 %\n活动后",
    "Nocturnal oximetry\nSpO2 88 %",
    "Mean SpO2 94 %\nSpO2 98 %",
]
LIMITS = [
    "诊断标准：中性粒细胞 0.5×10^9/L，血小板 20×10^9/L",
    "血小板 12 10^9/L 作废",
    "ALT 38 U/L 9-50 稀释10倍",
    "Grade 3 PLT 25 K/uL",
    "PLT 12 10^9/L 125000-350000",
    "ANC 320 /uL 1.8-6.3",
    "RET# 146 10^9/L 240-840",
    "TBIL 374 ↑ μmol/L 3.4-20.5",
    "TBIL 0.8 mg/dL 3.4-20.5",
    "TBIL 14.2 μmol/L 0.2-1.2",
    "ALT 0.63 µkat/L <50",
    "ALT 3800 U/L 9-50",
    "总胆红素 14.2 μmol/L 0-1天 34-103 成人 5-21",
    "ALT 38 U/L 9-50\n儿童<18岁 7-30",
    "EF(Teich) 62 %\nEF(Cube) 71 %",
    "LVEF(M型):62% LVEF(双平面Simpson):58%",
    "1 PLT  10^9/L 125-350 6 WBC  10^9/L 3.5-9.5",
]


@pytest.mark.parametrize("text", [*CONDITIONS, *LIMITS])
def test_a_number_that_may_mean_something_else_is_asked(text: str) -> None:
    assert_all_asked(text)


UNDISTURBED = [
    "诊断：移植物抗宿主病 溶血性贫血 干细胞移植术后",
    "科室：骨髓移植中心",
    "标本性状：合格，无溶血，无凝块，无脂血",
    "标本溶血：无",
    "是否溶血：否",
    "溶血指数 0",
    "Hemolysis Index: Not hemolyzed",
    "Smear reviewed; no platelet clumps seen",
    "镜检未见血小板聚集",
    "血小板聚集率 12 %",
    "Clotting screen normal",
    "抗链球菌溶血素O 25 IU/mL 0-200",
    "备注：已复查",
    "建议复查",
    "更正报告",
    "Corrected Calcium 9.1 mg/dL",
    "Target INR 2-3",
    "Target organ damage: none",
    "LDL goal <100 mg/dL",
    "Lipase CANCELLED",
    "本结果仅供临床参考",
    "家族史：父亲高血压",
    "紧急联系人：丈夫 李某",
    "兄弟医院互认",
    "Ward Sister: A. Brown",
    "周一至周五 8:00-17:00",
    "条码号：1180022334 样本号：118",
    "标本号：118 2026-11-18",
    "样本外观：未见溶血",
    "1/2 页\n2/2 页",
    "打印时间：2026-11-20\n打印时间：2026-11-21",
    "2026-11-18 07:20\n2026-11-19 08:00 打印",
    "Room 512 Bed 2",
    "病区：3 床号：12床",
    "性别：女 Sex: F",
    "住院号：300211 病历号：0012",
    "检验单号：1001\n检验单号：1002",
    "申请医生：张三 采样者：李四",
    "出生日期：1992-03-04 采集时间：2026-11-18 报告时间：2026-11-19",
    "Wednesday, November 18, 2026",
    "输血前检查",
    "术前四项",
    "未经审核盖章无效",
    "碱性磷酸酶 80 U/L 成人45-125 儿童<500",
    "Print date: 11/20/2026\nPrint date: 11/21/2026",
    "术后第3天",
    "2026-11-18 外院",
    "移植后第30天",
    "EDTA抗凝全血",
    "溶血象",
    "酸溶血试验 阴性",
    "处方：环孢素 100mg bid 目标谷浓度 150-250 ng/mL",
    "PT 12.1 s 11-14 Control 12.0",
]


@pytest.mark.parametrize("line", UNDISTURBED)
def test_words_that_only_look_like_a_doubt_leave_a_result_taken(line: str) -> None:
    for text in (f"{line}\n{FIRST}", f"{FIRST}\n{line}"):
        assert reading(text)["takes"] == {"platelets": PLT}, text


K = {"value": "12", "unit": "10^3/uL"}
EF = {"lvef": {"value": "62", "unit": "%"}}
TAKEN: list[tuple[str, dict[str, Any]]] = [
    ("2026-11-18\nPLT 12 K/uL\nNov 18, 2026\nALT 38 U/L 9-50", {"platelets": K, "alt": ALT}),
    ("date,test,value,unit\n2026-11-18,PLT,12,K/uL\n2026-11-18,ALT,38,U/L", {"platelets": K}),
    (
        "WBC1.45×10^9/L，NEUT#0.32×10^9/L，HGB61g/L，PLT12×10^9/L",
        {
            "neutrophils": {"value": "0.32", "unit": "10^9/L"},
            "platelets": PLT,
        },
    ),
    ("ALT38U/L（9-50）", {"alt": ALT}),
    ("B12 350pg/mL\nCA125U/L 12\nPLT2 12×10^9/L", {}),
    ("Neutrophils 22.1 % 0.32 10^9/L 1.8-6.3", {"neutrophils": {"value": "0.32", "unit": "10^9/L"}}),
    ("网织红细胞 0.61% 绝对值 14.6×10^9/L", {"reticulocytes": {"value": "14.6", "unit": "10^9/L"}}),
    ("LVEF(Teich) 62%", EF),
    ("EF(Simpson法) 62 %", EF),
    ("LVEF (biplane Simpson's): 62%", EF),
    ("左心功能测定：LVEF：62%，FS：33%", EF),
    ("心脏彩超：LVEF 62%", EF),
    ("RVEF 52 %\nLVEF 62 %", EF),
    ("静息状态 SpO2 96%", {"oxygen": {"value": "96", "unit": "%"}}),
    ("T 36.5℃ P 88次/分 R 18次/分 BP 112/70mmHg SpO2 98%", {"oxygen": {"value": "98", "unit": "%"}}),
    (
        "标本类型：24小时尿\n内生肌酐清除率 85 mL/min 80-120",
        {"creatinine_clearance": {"value": "85", "unit": "mL/min"}},
    ),
    ("PLT 12 !! 10^9/L 125-350", {"platelets": PLT}),
    ("PLT 12 (LL*) K/uL 150-400", {"platelets": K}),
    ("PLT 12 Alert Low K/uL 150-400", {"platelets": K}),
    ("PLT 12 LO x E9/L 150-400", {"platelets": PLT}),
    ("Platelet count 12 10*9/L [150.0 - 400.0] Below low reference limit", {"platelets": PLT}),
    ("PLT 12 $10^{9}/L$ 125-350", {"platelets": PLT}),
    ("PLT 12 10<sup>9</sup>/L 125-350", {"platelets": PLT}),
    (
        'name,result,unit,reference\n"Bilirubin, Total",0.8,mg/dL,0.2-1.2',
        {"bilirubin": {"value": "0.8", "limit": "1.2"}},
    ),
    ('PLT,"12,000",/uL,"150,000-400,000"', {"platelets": {"value": "12000", "unit": "/uL"}}),
    ('PLT,"12,5",G/L,"150-400",L', {"platelets": {"value": "12.5", "unit": "10^9/L"}}),
    ('{"name":"PLT","value":"12","unit":"10^9/L","range":"125-350"},', {"platelets": PLT}),
    ("Platelet Count - Final result\nPlatelet Count 12 K/uL 150-400", {"platelets": K}),
    ("S. Bilirubin Total 0.8 mg/dL 0.2-1.2", {"bilirubin": {"value": "0.8", "limit": "1.2"}}),
    (
        "Neutrophils 22 Not Estab. %\nNeutrophils (Absolute) 0.3 x10E3/uL 1.4-7.0",
        {
            "neutrophils": {"value": "0.3", "unit": "10^3/uL"},
        },
    ),
]


@pytest.mark.parametrize(("text", "takes"), TAKEN)
def test_ordinary_input_is_taken_without_a_question(text: str, takes: dict[str, Any]) -> None:
    assert reading(text)["takes"] == takes


def test_reports_of_one_sample_may_be_reported_on_two_days() -> None:
    reports = "采集时间：{} 报告时间：{}\n{}\n"
    same = reports.format("2026-11-18", "2026-11-18", FIRST) + reports.format("2026-11-18", "2026-11-19", SECOND)
    assert reading(same)["takes"] == {"platelets": PLT, "alt": ALT}
    assert_all_asked(reports.format("2026-11-18", "2026-11-19", FIRST) + f"报告时间：2026-11-20\n{SECOND}")


BEHIND = [
    "（上次）",
    "(前值)",
    "（一年前）",
    "（2024年）",
    "（估计）",
    "(previous)",
    " (prior)",
    " previous",
    " last month",
    " a year ago",
    " in 2024",
]


@pytest.mark.parametrize("words", BEHIND)
def test_a_result_that_is_said_behind_it_to_be_earlier_is_asked(words: str) -> None:
    assert_all_asked(f"PLT 35 10^9/L{words}")


def test_a_number_below_two_names_is_of_neither() -> None:
    assert_all_asked("WBC(10^9/L)\tPLT(10^9/L)\n12")


STACKED = "1\n白细胞计数\n1.45\n10^9/L\n3.5-9.5\n2\n血小板计数\n{}10^9/L\n125-350\n3\n平均血小板体积\n9.8\nfL\n7-12"


def test_row_numbers_on_lines_of_their_own_are_no_results() -> None:
    assert reading(STACKED.format("12\n"))["takes"] == {"platelets": PLT}
    assert reading(STACKED.format("")) == {
        "takes": {},
        "asks": [{"question": "platelets", "line": 7, "why": "unclear"}],
    }


@pytest.mark.parametrize("number", ["1", "118", "12 床"])
def test_a_number_below_a_row_that_lacks_only_its_result_is_no_result(number: str) -> None:
    assert_all_asked(f"血小板计数 10^9/L 125-350\n{number}")
    assert_all_asked(f"血小板计数\n10^9/L\n125-350\n{number}\n白细胞计数\n1.45\n10^9/L\n3.5-9.5")


@pytest.mark.parametrize("dash", "~\u223c\u301c\uff5e\u2010\u2011\u2212")
def test_a_reference_range_may_have_any_dash(dash: str) -> None:
    assert reading(f"ALT 38 U/L 9{dash}50")["takes"] == {"alt": ALT}


def test_a_number_in_bold_of_a_table_is_its_result() -> None:
    assert reading("| PLT | **12** | 10^9/L | 125-350 |")["takes"] == {"platelets": PLT}
