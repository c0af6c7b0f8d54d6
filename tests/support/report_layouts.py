"""Writes laboratory reports in many layouts, from results that a test knows."""

from dataclasses import dataclass
from decimal import Decimal

ZH_HEADING = "XX医院检验报告单\n姓名：张某  性别：女  年龄：31岁  标本号：118  采集时间：{day} 08:10\n"
EN_HEADING = "LABORATORY REPORT\nName: Doe, Jane  Age: 31  Collected: {day} 08:10\n"
END = "检验者：李某  审核者：王某  第1页 共1页"


@dataclass(frozen=True)
class Result:
    """One line of a report. `question` is None for a test that the trial doesn't ask for."""

    question: str | None
    zh: str
    code: str
    en: str
    value: str
    unit: str
    low: str
    high: str

    @property
    def side(self) -> int:
        value = Decimal(self.value)
        return -1 if value < Decimal(self.low) else 1 if value > Decimal(self.high) else 0

    def filled(self, template: str, index: int) -> str:
        return template.format(
            n=index, zh=self.zh, code=self.code, en=self.en, EN=self.en.upper(), value=self.value, unit=self.unit,
            low=self.low, high=self.high, arrow=["", "↑", "↓"][self.side], letter=["", "H", "L"][self.side],
            bracketed=["", "(H)", "(L)"][self.side], word=["", "High", "Low"][self.side],
            han=["正常", "偏高", "偏低"][self.side], double=["", "↑↑", "↓↓"][self.side],
        )  # fmt: skip


# Name → heading, template of a result (which may be several lines), and whether the limits are all that it prints.
LAYOUTS: dict[str, tuple[str, str]] = {
    "zh numbered with code and arrow": (
        ZH_HEADING + "序号 项目名称 结果 提示 单位 参考区间",
        "{n} {zh} {code} {value} {arrow} {unit} {low}-{high}",
    ),
    "zh tabs": ("项目\t结果\t单位\t参考值\t提示", "{zh}\t{value}\t{unit}\t{low}-{high}\t{arrow}"),
    "zh tabs with empty columns": ("", "{zh}\t{code}\t{value}\t{arrow}\t{unit}\t{low}\N{FULLWIDTH TILDE}{high}"),
    "zh wave dash and brackets": (
        ZH_HEADING,
        "【{code}】{zh}  {value} {arrow} {unit}  （{low}\N{FULLWIDTH TILDE}{high}）",
    ),
    "zh star": ("", "★{zh}({code})  {value}  {arrow}  {unit}  {low}--{high}"),
    "zh full width": ("", "{zh}：{value}　{unit}　（参考范围：{low}\N{FULLWIDTH HYPHEN-MINUS}{high}）"),
    "zh arrow before": ("检验项目 结果 参考区间 单位", "{code} {zh} {arrow}{value} {low}-{high} {unit}"),
    "zh arrow against the value": ("", "{code} {value}{arrow} {unit} {low}-{high}"),
    "zh double arrows": ("", "{code}\t{zh}\t{value}\t{double}\t{unit}\t{low}-{high}"),
    "zh han flags": ("项目 结果 判断 单位 参考范围", "{zh} {value} {han} {unit} {low}-{high}"),
    "zh method at the end": ("", "{code} {zh} {value} {arrow} {unit} {low}-{high} 仪器法"),
    "zh unit in the name": ("项目 结果 参考值", "{zh}({unit}) {value} {arrow} {low}-{high}"),
    "zh cells of a phone": (
        "检验报告单\n采集时间\n{day} 08:10",
        "{zh}\n{code}\n{value}\n{arrow}\n{unit}\n{low}-{high}",
    ),
    "zh cells with labels": ("", "{zh}\n结果：{value} {arrow}\n单位：{unit}\n参考范围：{low}-{high}"),
    "zh numbered with points": ("", "{n}.{zh} {value} {unit} {low}-{high}"),
    "zh numbered with pauses": ("", "{n}、{zh} {value} {unit} {low}至{high}"),
    "zh sentences": ("血常规：", "{code} {value} {unit}（{low}-{high}），"),
    "zh previous result": ("", "{code} {zh} {value} {arrow} {unit} {low}-{high} 上次结果：77 2026-01-02"),
    "en plain": (EN_HEADING, "{code} {value} {letter} {unit} {low} - {high}"),
    "en capitals": (
        "TEST  RESULT  FLAG  UNITS  REFERENCE RANGE",
        "{EN}     {value}   {letter}   {unit}    {low}-{high}",
    ),
    "en card": (EN_HEADING, "{en}\nNormal range: {low} - {high} {unit}\n{value} {word}"),
    "en card, value first": ("", "{en}\nYour value\n{value} {unit} {word}\nStandard range\n{low} - {high} {unit}"),
    "en brackets": ("", "{en}: {value} {unit} {bracketed} [{low}-{high}]"),
    "en final": ("Component Value Ref Range Status", "{en} {value} {bracketed} {low} - {high} {unit} Final"),
    "en pipes": ("| Test | Result | Flag | Units | Range |", "| {en} | {value} | {letter} | {unit} | {low}-{high} |"),
    "en code of the laboratory": ("", "{en}  {value}  {word}  {unit}  {low}-{high}  01"),
    "en to": ("", "{en}\t{value} {unit}\t{low} to {high}\t{word}"),
    "en reference label": ("", "{en} {value} {unit} {word} Reference range: {low}-{high} {unit}"),
    "en previous": ("", "{en} {value} {unit} {low}-{high} {letter} Previous: 77"),
    "en dated previous": ("", "{en} {value} {letter} {unit} {low}-{high} 77 (2026-01-02)"),
    "en both names": ("", "{en} ({code})  {value} {letter}  {unit}  ({low}-{high})"),
    "en semicolons": ("", "{code}; {value}; {unit}; {low}-{high}; {letter};"),
    "en equals": ("", "{code}={value} {unit} ({low}-{high}) {word}"),
    "en flag first": ("", "{en}  {letter} {value}  {unit}  {low}-{high}"),
}
LINE_ENDS = ("\n", "\r\n")


def written(layout: str, results: list[Result], day: str, line_end: str = "\n") -> str:
    """A report in a layout. `day` is the date of collection, where the layout prints it."""
    heading, template = LAYOUTS[layout]
    lines = [heading.replace("{day}", day)] if heading else []
    lines += [result.filled(template, index) for index, result in enumerate(results, 1)]
    return "\n".join([*lines, END]).replace("\n", line_end)
