"""The labels of reports: what stands over or before results and ranges, and words that change nothing."""

from enum import StrEnum


class Label(StrEnum):
    """What a label says of the cells after it."""

    RESULT = "result"
    RANGE = "range"
    PREVIOUS = "previous"
    COLLECTED = "collected"
    NEUTRAL = "neutral"


# Phrases with bars between them, as reports in these languages print them: half of them stand in a text that a test of
# this package reads, the others are their synonyms. A new one is added with a test that has it.
LABELS = {
    Label.RESULT: (
        # English.
        "result|results|value|your value|your result|test result|current|current result|latest result|observed value|"
        "measured value|repeat|recheck|rechecked|corrected|corrected to|amended|revised|"
        # German, French, Spanish and Italian.
        "ergebnis|messwert|résultat|résultats|resultado|resultados|risultato|risultati|"
        # Chinese.
        "結果|檢驗結果|本次結果|更正结果|更正值|更正后|复查|复查结果|更正|更正为|修正|修正为|结果|检验结果|检查结果|"
        "测定结果|检测结果|本次结果|本次|测定值|检测值|结果值|"
        # Japanese and Korean.
        "今回|今回値|検査結果|결과"
    ),
    Label.RANGE: (
        # English.
        "range|ranges|reference|reference range|reference ranges|reference interval|reference value|reference values|"
        "ref|ref range|ref interval|ref value|normal range|normal value|normal values|normal|standard range|"
        "biological reference interval|bio ref interval|reference limits|limits|expected range|normal range below|"
        "normal range above|ref rng|latest ref rng|"
        # German, French, Spanish and Italian.
        "normbereich|referenzbereich|referenz|referenzwert|valeurs de référence|valeurs usuelles|"
        "valores de referencia|valor de referencia|valori di riferimento|riferimento|"
        # Chinese.
        "參考值|參考區間|參考範圍|参考区间|参考范围|参考值|参考|正常值|正常范围|正常参考值|正常参考范围|生物参考区间|"
        "正常值范围|参考值范围|参考区间值|"
        # Japanese and Korean.
        "基準値|基準範囲|참고치"
    ),
    Label.PREVIOUS: (
        # English.
        "previous|previous result|previous results|previous value|prior|prior result|prior results|prior value|prev|"
        "last result|last results|last value|history|historical|past result|past results|prev result|prev results|"
        "prev value|previous values|prior values|earlier result|earlier value|old result|old value|baseline result|"
        # German, French, Spanish and Italian.
        "vorwert|vorwerte|vorbefund|vorergebnis|antériorité|antériorités|anteriorite|anteriorites|valeur antérieure|"
        "résultat antérieur|anterior|resultado anterior|valor anterior|previo|precedente|risultato precedente|"
        # Chinese.
        "上次|上次结果|上次值|前次|前次结果|前值|既往|既往结果|历史|历史结果|历史值|历史数据|历次|历次结果|"
        "上次检验结果|上次检测结果|上次检查结果|前次結果|上次結果|歷史|歷史結果|原结果|原报告|原值|上次测定结果|"
        "上次报告|上次数值|上一次|上一次结果|前次检验结果|前次检测结果|前次值|历史记录|历史检查|历史检验|历史报告|"
        "既往检查|既往检验|上次检查|上次检验|上次检测|前次检查|前次检验|最近结果|近期结果|对比值|"
        # Japanese and Korean.
        "前回検査値|이전|이전결과|前回|前回值|前回结果"
    ),
    Label.COLLECTED: (
        # English.
        "collected|collected on|collected at|date collected|date time collected|collected date|collected date time|"
        "collected time|collection date|collection time|collection date time|date time of collection|"
        "date of collection|specimen collected|specimen collection date|sample collected|sample collection date|"
        "collection date/time|collected date/time|date/time collected|date/time of collection|drawn|date drawn|"
        # Chinese.
        "标本采集|样本采集|采集|采样|采血|采集时间|采集日期|采样时间|采样日期|标本采集时间|标本采集日期|样本采集时间|"
        "样本采集日期|采血时间|采血日期|抽血时间|抽血日期|取样时间|取样日期|标本采样时间|标本采样日期"
    ),
    Label.NEUTRAL: (
        # English.
        "blood|serum|plasma|whole blood|venous|auto|automated|manual|calc|calculated|final|level|count|unit|units|"
        "flag|flags|status|test|tests|component|analyte|name|test name|item|no|code|method|lab|abnormal|abn|cbc|lft|"
        "complete blood count|hematology|view trends|trend|trends|#|not estab|not established|"
        # German, French, Spanish and Italian.
        "einheit|einheiten|parameter|analyse|unité|unités|unidad|unidades|prueba|unità|esame|"
        # Chinese.
        "檢驗項目|單位|单位|提示|标志|状态|项目|项目名称|检验项目|检测项目|名称|中文名称|英文名称|序号|编号|代号|"
        "缩写|英文缩写|方法|检验方法|检测方法|血清|血浆|全血|静脉血|血常规|肝功能|生化|测定|计数|绝对值|值|项目代码|"
        "代码|编码|升降|异常提示|"
        # Japanese and Korean.
        "検査項目|項目|項目名|単位|검사명|단위|"
        # Of a date.
        "monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
        # How the ejection fraction was measured.
        "cube|m mode|双平面|单平面|心尖四腔|四腔|心脏彩超|超声心动图|心超|彩超|echo|echocardiogram|tte|mod|mod sp4|"
        "mod sp2|mod bp|a4c|a2c|4ch|2ch|2d|3d|4d|左心功能测定|teich|teichholz|simpson|simpsons|simpson s|biplane|"
        "biplane simpsons|m型|法|心功能|左心功能|左室收缩功能|左心室收缩功能|收缩功能|心功能测定|"
        # That oxygen in blood was measured at rest, in room air.
        "静息|静息状态|静息状态下|安静状态|安静状态下|未吸氧|不吸氧|at rest|resting|room air|on room air|on ra"
    ),
}

# The labels that stand over columns, and are no words of a report's title.
COLUMNS = (
    # English.
    "item|component|analyte|test name|unit|units|flag|flags|"
    # German, French, Spanish and Italian.
    "einheit|einheiten|parameter|analyse|unité|unités|unidad|unidades|unità|prueba|esame|"
    # Chinese.
    "單位|檢驗項目|项目|项目名称|检验项目|检测项目|名称|单位|提示|"
    # Japanese and Korean.
    "検査項目|項目名|単位|검사명|단위"
)
