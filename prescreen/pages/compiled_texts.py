"""Compiles the UI strings of a template into it, so that they are not looked up each time it is rendered."""

from collections.abc import MutableMapping
from typing import Any

from jinja2 import Environment, nodes


class EnvironmentOfLanguage(Environment):
    """An environment for the pages of one language, whose globals `_` and `space` are of that language."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """A dict: Jinja's own ChainMap is copied for each page, which took longer than many a page's words."""
        return {**self.globals, **(d or {})}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for output in tree.find_all(nodes.Output):
            output.nodes = [self._with_text(node) for node in output.nodes]
        return tree

    def _with_text(self, node: nodes.Expr) -> nodes.Expr:
        """The text in place of `_("…")` or `space()`. With values it stays a call."""
        match node:
            case nodes.Call(node=nodes.Name(name="_" | "space" as name), args=args, kwargs=[], dyn_args=None):
                of_language: Any = self.globals[name]
                if all(isinstance(arg, nodes.Const) for arg in args) and node.dyn_kwargs is None:
                    return nodes.MarkSafe(nodes.Const(str(of_language(*(arg.as_const() for arg in args)))))
        return node
