"""A trial's drawings in two notations: SVG, by way of Graphviz, and Mermaid text."""

import re
from collections.abc import Iterator
from html import escape
from typing import Any
from unicodedata import east_asian_width

from prescreen.authoring.diagram import Arrow, Box, Drawing, Lines, drawings
from prescreen.trial.trial import Trial

FONT = {"en": "Liberation Sans,Arial,sans-serif", "zh": "Noto Sans CJK SC,sans-serif"}
GROUND = "#eeeeee"
# Text is placed as if it were larger than it is written: air between lines, and room for a wider font.
SPACE, SIZE = 16, 14
# In halves of a Chinese character.
BOX_WIDTH, ARROW_WIDTH = 48, 34
# What may not begin, and what may not end a line.
CLOSING, OPENING = "，。：；、）？！”’%,.:;)?!", "“‘（《("
MARGIN = 16
# Not a plain space, which SVG and HTML run together.
INDENT = "\N{EM SPACE}"


class DrawingError(Exception):
    """Graphviz, or the library that calls it, is missing; the message says what to install."""


def mermaid(trial: Trial, lang: str) -> str:
    """Both drawings as one flowchart. Needs an application context, for the language."""
    lines = ["flowchart TB", *(line for drawing in drawings(trial, lang) for line in _flowchart(drawing))]
    return "\n".join(lines) + "\n"


def _flowchart(drawing: Drawing) -> Iterator[str]:
    yield f'  subgraph {drawing.id}["{_mermaid_text(drawing.title)}"]'
    yield f"    direction {'TB' if drawing.downward else 'LR'}"
    yield from (f"    {_mermaid_box(box)}" for box in drawing.before)
    for group in drawing.groups:
        yield f'    subgraph {group.id}["{_mermaid_text(group.title)}"]'
        yield from (f"      {_mermaid_box(box)}" for box in group.boxes)
        yield "    end"
    yield from (f"    {_mermaid_box(box)}" for box in drawing.after)
    yield "  end"
    yield from (f"  {_mermaid_arrow(arrow)}" for arrow in drawing.arrows)
    dashed = [box.id for group in drawing.groups for box in group.boxes if box.dashed]
    yield from (f"  style {box} stroke-dasharray: 5 5" for box in dashed)


def _mermaid_box(box: Box) -> str:
    return f'{box.id}["{_mermaid_lines(((0, box.title), *box.lines))}"]'


def _mermaid_arrow(arrow: Arrow) -> str:
    text = f'|"{_mermaid_lines(arrow.lines)}"|' if arrow.lines else ""
    return f"{arrow.start} {'-.->' if arrow.dashed else '-->'}{text} {arrow.end}"


def _mermaid_lines(lines: Lines) -> str:
    return "<br/>".join(_indent(depth) + _mermaid_text(text) for depth, text in lines)


def _mermaid_text(text: str) -> str:
    """A text in which nothing is read as Mermaid's, HTML's or Markdown's; codes are decimal."""
    coded = re.sub(r'["#<>&`*~|\\\[\]{}]|(?<!\w)_|_(?!\w)', lambda found: f"#{ord(found[0])};", text)
    return re.sub(r"^(\d+)\.|^([-+])", lambda found: f"{found[1]}#46;" if found[1] else f"#{ord(found[2])};", coded)


def _indent(depth: int) -> str:
    return INDENT * (depth - 1) + "• " if depth else ""


def svg(trial: Trial, lang: str) -> bytes:
    """Both drawings as one picture; raises DrawingError. Needs an application context, for the language."""
    laid_out = [_laid_out(_digraph(drawing, lang)) for drawing in drawings(trial, lang)]
    width = max(width for width, _, _ in laid_out) + 2 * MARGIN
    parts, top = [], MARGIN
    for own_width, height, content in laid_out:
        place = f'x="{MARGIN}" y="{top}" width="{own_width}" height="{height}"'
        parts.append(f'<svg {place} viewBox="0 0 {own_width} {height}">{content}</svg>')
        top += height + MARGIN
    size = f'width="{width}" height="{top}" viewBox="0 0 {width} {top}"'
    title = f"{trial.id}: {escape(trial.title[lang])}"
    root = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title" lang="{lang}">'
    ground = '<rect width="100%" height="100%" fill="white"/>'
    return "\n".join([root, f'<title id="title">{title}</title>', ground, *parts, "</svg>\n"]).encode()


def _laid_out(digraph: Any) -> tuple[int, int, str]:
    """Width, height and shapes as `dot` places them, without what names or explains them twice."""
    import graphviz

    try:
        drawn = digraph.pipe(format="svg", encoding="utf-8")
    except graphviz.ExecutableNotFound as error:
        raise DrawingError("the program dot is missing: install Debian's package graphviz") from error
    found = re.search(r'<svg width="([\d.]+)pt" height="([\d.]+)pt"[^>]*>(.*)</svg>', drawn, re.S)
    if not found:
        raise DrawingError("dot made something else than SVG: install Debian's package graphviz")
    content = re.sub(r"<title>.*?</title>|<!--.*?-->|(?<=<g) id=\"[^\"]*\" class=\"[^\"]*\"", "", found[3], flags=re.S)
    written = content.replace(f'font-size="{SPACE}.00"', f'font-size="{SIZE}"')
    return round(float(found[1])), round(float(found[2])), re.sub(r"\n+", "\n", written)


def _digraph(drawing: Drawing, lang: str) -> Any:
    try:
        import graphviz
    except ImportError as error:
        raise DrawingError("the library is missing: .venv/bin/pip install -e '.[author]'") from error
    text = {"fontname": FONT[lang], "fontsize": str(SPACE)}
    title = {
        "label": f"<{_text(drawing.title)}>",
        "labelloc": "t",
        "labeljust": "l",
        "fontname": FONT[lang],
        "fontsize": "18",
    }
    graph = graphviz.Digraph(
        graph_attr=title | {"rankdir": "TB" if drawing.downward else "LR", "ranksep": "0.6", "nodesep": "0.2"},
        node_attr=text | {"shape": "box", "fillcolor": "white", "margin": "0.15,0.08"},
        edge_attr=text,
    )
    for box in (*drawing.before, *drawing.after):
        _place(graph, box)
    places = _frames(graph, drawing) if drawing.downward else _tables(graph, drawing)
    for arrow in drawing.arrows:
        end, label = places.get(arrow.end, arrow.end), _label(arrow.lines, ARROW_WIDTH)
        # What is not a branch is drawn straight.
        weight = "1" if arrow.lines else "8"
        graph.edge(arrow.start, end, label, style="dashed" if arrow.dashed else "solid", weight=weight)
    return graph


def _frames(graph: Any, drawing: Drawing) -> dict[str, str]:
    """A frame around each group's boxes."""
    for group in drawing.groups:
        look = {"style": "filled", "fillcolor": GROUND, "color": "#777777", "label": f"<{_text(group.title)}>"}
        with graph.subgraph(name=f"cluster_{group.id}", graph_attr=look) as frame:
            for box in group.boxes:
                _place(frame, box)
    return {}


def _tables(graph: Any, drawing: Drawing) -> dict[str, str]:
    """A table for each group, in the groups' order, which frames would not keep; returns the places of its boxes."""
    graph.node("order", "", style="invis", width="0", height="0", ordering="in")
    places = {}
    for group in drawing.groups:
        rows = [f'<tr><td border="0" align="left">{_text(group.title)}</td></tr>']
        for box in group.boxes:
            look = f'port="{box.id}" align="left" bgcolor="white" style="{"dashed" if box.dashed else "solid"}"'
            rows.append(f"<tr><td {look}>{_box_label(box)}</td></tr>")
            places[box.id] = f"{group.id}:{box.id}:w"
        table = f'<table cellborder="1" cellspacing="4" cellpadding="5" bgcolor="{GROUND}">{"".join(rows)}</table>'
        graph.node(group.id, f"<{table}>", shape="plain")
        graph.edge(group.id, "order", style="invis")
    return places


def _place(graph: Any, box: Box) -> None:
    graph.node(box.id, f"<{_box_label(box)}>", style="filled,dashed" if box.dashed else "filled")


def _box_label(box: Box) -> str:
    title = "".join(f"<b>{_text(line)}</b>{LEFT}" for line in wrapped(box.title, BOX_WIDTH))
    return title + _label(box.lines, BOX_WIDTH)[1:-1]


LEFT = '<br align="left"/>'


def _label(lines: Lines, width: int) -> str:
    """Lines as Graphviz's HTML, those that are too long going on under their own beginning."""
    if not lines:
        return ""
    shown = []
    for depth, text in lines:
        indent = _indent(depth)
        first, *more = wrapped(text, width - len(indent))
        hanging = INDENT * depth
        shown += [indent + first, *(hanging + line for line in more)]
    return f"<{''.join(_text(line) + LEFT for line in shown)}>"


def _text(text: str) -> str:
    """A text as Graphviz's HTML, in which it would still read a backslash and a letter as its own."""
    return escape(text).replace("\\", "\\\N{WORD JOINER}")


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines: Latin words stay whole, and Chinese may break anywhere but beside its marks."""
    lines = [""]
    for piece in re.findall(rf"\s*[{OPENING}]*(?:[\x21-\x7e’⁰¹²³⁴-⁹]+|.)[{CLOSING}]*", text):
        if lines[-1] and _measured(lines[-1] + piece) > width:
            lines.append(piece.lstrip())
        else:
            lines[-1] += piece
    return [line for line in lines if line] or [""]


def _measured(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
