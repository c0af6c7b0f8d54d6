"""Compiles the UI strings of a template into it, so that they are not looked up each time it is rendered."""

from typing import Any

from jinja2 import Environment, nodes


class EnvironmentOfLanguage(Environment):
    """An environment for the pages of one language, whose global `_` is that language's gettext."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for output in tree.find_all(nodes.Output):
            output.nodes = [self._with_text(node) for node in output.nodes]
        return tree

    def _with_text(self, node: nodes.Expr) -> nodes.Expr:
        """The text in place of `_("…")`. With values it stays a call."""
        gettext: Any = self.globals["_"]
        match node:
            case nodes.Call(
                node=nodes.Name(name="_"),
                args=[nodes.Const(value=str(text))],
                kwargs=[],
                dyn_args=None,
                dyn_kwargs=None,
            ):
                return nodes.MarkSafe(nodes.Const(str(gettext(text))))
        return node
