"""Writes a trial's diagrams as SVG, with Graphviz, or as Mermaid text, in the current language."""

import re
from collections.abc import Iterator
from html import escape
from typing import Any
from unicodedata import east_asian_width

from prescreen.authoring.diagram import Arrow, Box, Diagram, IndentedText, diagrams
from prescreen.i18n.locale import current_language
from prescreen.trial.trial import Trial

FONT = {"en": "Liberation Sans,Arial,sans-serif", "zh": "Noto Sans CJK SC,sans-serif"}
BACKGROUND = "#eeeeee"
# The layout has a larger font size than the SVG, which leaves space between lines and for wider fonts.
LAYOUT_SIZE, FONT_SIZE = 16, 14
# Text widths: a Latin letter counts 1, a Chinese character 2.
BOX_WIDTH, ARROW_WIDTH = 48, 34
# Characters that may not begin a line, and those that may not end one.
CLOSING, OPENING = "，。：；、）？！”’%,.:;)?!", "“‘（《("
MARGIN = 16
# SVG and HTML would collapse plain spaces.
INDENT = "\N{EM SPACE}"


class DrawingError(Exception):
    """Graphviz or its Python library is missing. The message says what to install."""


def mermaid(trial: Trial) -> str:
    """Both diagrams as one flowchart."""
    lines = ["flowchart TB", *(line for diagram in diagrams(trial) for line in _flowchart(diagram))]
    return "\n".join(lines) + "\n"


def _flowchart(diagram: Diagram) -> Iterator[str]:
    yield f'  subgraph {diagram.id}["{_mermaid_text(diagram.title)}"]'
    yield f"    direction {'TB' if diagram.downward else 'LR'}"
    yield from (f"    {_mermaid_box(box)}" for box in diagram.before)
    for group in diagram.groups:
        yield f'    subgraph {group.id}["{_mermaid_text(group.title)}"]'
        yield from (f"      {_mermaid_box(box)}" for box in group.boxes)
        yield "    end"
    yield from (f"    {_mermaid_box(box)}" for box in diagram.after)
    yield "  end"
    yield from (f"  {_mermaid_arrow(arrow)}" for arrow in diagram.arrows)
    dashed = [box.id for group in diagram.groups for box in group.boxes if box.dashed]
    yield from (f"  style {box} stroke-dasharray: 5 5" for box in dashed)


def _mermaid_box(box: Box) -> str:
    return f'{box.id}["{_mermaid_lines(((0, box.title), *box.lines))}"]'


def _mermaid_arrow(arrow: Arrow) -> str:
    text = f'|"{_mermaid_lines(arrow.lines)}"|' if arrow.lines else ""
    return f"{arrow.start} {'-.->' if arrow.dashed else '-->'}{text} {arrow.end}"


def _mermaid_lines(lines: IndentedText) -> str:
    return "<br/>".join(_indent(depth) + _mermaid_text(text) for depth, text in lines)


def _mermaid_text(text: str) -> str:
    """The text with all characters escaped that Mermaid, HTML or Markdown could read as markup."""
    coded = re.sub(r'["#<>&`*~|\\\[\]{}]|(?<!\w)_|_(?!\w)', lambda found: f"#{ord(found[0])};", text)
    return re.sub(r"^(\d+)\.|^([-+])", lambda found: f"{found[1]}#46;" if found[1] else f"#{ord(found[2])};", coded)


def _indent(depth: int) -> str:
    return INDENT * (depth - 1) + "• " if depth else ""


def svg(trial: Trial) -> bytes:
    """Both diagrams as one picture. Raises DrawingError."""
    layouts = [_layout(_digraph(diagram)) for diagram in diagrams(trial)]
    width = max(width for width, _, _ in layouts) + 2 * MARGIN
    parts, top = [], MARGIN
    for own_width, height, content in layouts:
        place = f'x="{MARGIN}" y="{top}" width="{own_width}" height="{height}"'
        parts.append(f'<svg {place} viewBox="0 0 {own_width} {height}">{content}</svg>')
        top += height + MARGIN
    lang = current_language()
    size = f'width="{width}" height="{top}" viewBox="0 0 {width} {top}"'
    title = f"{trial.id}: {escape(trial.title[lang])}"
    root = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title" lang="{lang}">'
    background = '<rect width="100%" height="100%" fill="white"/>'
    return "\n".join([root, f'<title id="title">{title}</title>', background, *parts, "</svg>\n"]).encode()


def _layout(digraph: Any) -> tuple[int, int, str]:
    """The width, height and SVG content that `dot` makes, without titles, comments, ids and classes."""
    import graphviz

    try:
        output = digraph.pipe(format="svg", encoding="utf-8")
    except graphviz.ExecutableNotFound as error:
        raise DrawingError("the program dot is missing: install Debian's package graphviz") from error
    found = re.search(r'<svg width="([\d.]+)pt" height="([\d.]+)pt"[^>]*>(.*)</svg>', output, re.S)
    if not found:
        raise DrawingError("dot did not return SVG: install Debian's package graphviz")
    content = re.sub(r"<title>.*?</title>|<!--.*?-->|(?<=<g) id=\"[^\"]*\" class=\"[^\"]*\"", "", found[3], flags=re.S)
    resized = content.replace(f'font-size="{LAYOUT_SIZE}.00"', f'font-size="{FONT_SIZE}"')
    return round(float(found[1])), round(float(found[2])), re.sub(r"\n+", "\n", resized)


def _digraph(diagram: Diagram) -> Any:
    try:
        import graphviz
    except ImportError as error:
        raise DrawingError("the library is missing: .venv/bin/pip install -e '.[author]'") from error
    font = FONT[current_language()]
    text = {"fontname": font, "fontsize": str(LAYOUT_SIZE)}
    title = {
        "label": f"<{_text(diagram.title)}>",
        "labelloc": "t",
        "labeljust": "l",
        "fontname": font,
        "fontsize": "18",
    }
    graph = graphviz.Digraph(
        graph_attr=title | {"rankdir": "TB" if diagram.downward else "LR", "ranksep": "0.6", "nodesep": "0.2"},
        node_attr=text | {"shape": "box", "fillcolor": "white", "margin": "0.15,0.08"},
        edge_attr=text,
    )
    for box in (*diagram.before, *diagram.after):
        _add_box(graph, box)
    ports = _add_frames(graph, diagram) if diagram.downward else _add_tables(graph, diagram)
    for arrow in diagram.arrows:
        _add_arrow(graph, arrow, ports.get(arrow.end, arrow.end))
    return graph


def _add_arrow(graph: Any, arrow: Arrow, end: str) -> None:
    # A higher weight makes an arrow straighter; branches may bend.
    weight = "1" if arrow.lines else "8"
    style = "dashed" if arrow.dashed else "solid"
    graph.edge(arrow.start, end, _label(arrow.lines, ARROW_WIDTH), style=style, weight=weight)


def _add_frames(graph: Any, diagram: Diagram) -> dict[str, str]:
    """A frame around each group's boxes."""
    for group in diagram.groups:
        look = {"style": "filled", "fillcolor": BACKGROUND, "color": "#777777", "label": f"<{_text(group.title)}>"}
        with graph.subgraph(name=f"cluster_{group.id}", graph_attr=look) as frame:
            for box in group.boxes:
                _add_box(frame, box)
    return {}


def _add_tables(graph: Any, diagram: Diagram) -> dict[str, str]:
    """A table for each group, since Graphviz does not keep frames in order. Returns box id → the port in its table."""
    graph.node("order", "", style="invis", width="0", height="0", ordering="in")
    ports = {}
    for group in diagram.groups:
        rows = [f'<tr><td border="0" align="left">{_text(group.title)}</td></tr>']
        for box in group.boxes:
            look = f'port="{box.id}" align="left" bgcolor="white" style="{"dashed" if box.dashed else "solid"}"'
            rows.append(f"<tr><td {look}>{_box_label(box)}</td></tr>")
            ports[box.id] = f"{group.id}:{box.id}:w"
        table = f'<table cellborder="1" cellspacing="4" cellpadding="5" bgcolor="{BACKGROUND}">{"".join(rows)}</table>'
        graph.node(group.id, f"<{table}>", shape="plain")
        graph.edge(group.id, "order", style="invis")
    return ports


def _add_box(graph: Any, box: Box) -> None:
    graph.node(box.id, f"<{_box_label(box)}>", style="filled,dashed" if box.dashed else "filled")


def _box_label(box: Box) -> str:
    title = "".join(f"<b>{_text(line)}</b>{LEFT}" for line in wrapped(box.title, BOX_WIDTH))
    return title + _label(box.lines, BOX_WIDTH)[1:-1]


LEFT = '<br align="left"/>'


def _label(lines: IndentedText, width: int) -> str:
    """The lines as Graphviz's HTML. Long lines are wrapped with a hanging indent."""
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
    """The text as Graphviz's HTML. A word joiner keeps a backslash from being read as an escape sequence."""
    return escape(text).replace("\\", "\\\N{WORD JOINER}")


def wrapped(text: str, width: int) -> list[str]:
    """The text wrapped to a width. Latin words stay whole; Chinese breaks anywhere but before or after punctuation that
    may not begin or end a line."""
    lines = [""]
    for piece in re.findall(rf"\s*[{OPENING}]*(?:[\x21-\x7e’⁰¹²³⁴-⁹]+|.)[{CLOSING}]*", text):
        if lines[-1] and _text_width(lines[-1] + piece) > width:
            lines.append(piece.lstrip())
        else:
            lines[-1] += piece
    return [line for line in lines if line] or [""]


def _text_width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
