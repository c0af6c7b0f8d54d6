"""The direction of the arrows: the core is pure, and each module knows only what comes before it."""

import ast
from pathlib import Path

import pytest

import prescreen

PACKAGE = Path(prescreen.__file__).parent
MODULES = {path.stem: ast.parse(path.read_text("utf-8")) for path in PACKAGE.glob("*.py")}

# A module may import those that stand before it.
ORDER = [
    "conditions",
    "rules",
    "grammar",
    "codes",
    "questions",
    "trial",
    "answers",
    "packing",
    "journey",
    "assessment",
    "reach",
    "examples",
    "limits",
    "provenance",
    "report",
    "fhir",
    "eligibility",
    "registry",
    "notices",
    "draft",
    "longest",
    "places",
    "checks",
    "reading_ease",
    "lint",
    "quotations",
    "faults",
    "loader",
    "schema",
    "registry_api",
    "refresh",
    "catalogue",
    "edition",
    "config",
    "seal",
    "session",
    "i18n",
    "glossary",
    "number_words",
    "record_words",
    "words",
    "error_words",
    "rule_words",
    "drawing",
    "graph",
    "forms",
    "logs",
    "metrics",
    "errors",
    "rate_limits",
    "security",
    "delivery",
    "pdf",
    "drawn",
    "pages",
    "handover",
    "wizard",
    "listing",
    "exports",
    "staff",
    "downloads",
    "screens",
    "preview",
    "pack",
    "cli",
    "cli_record",
    "cli_author",
    "cli_check",
    "__init__",
]
CORE = ORDER[: ORDER.index("fhir") + 1]
# All that the core may know of the world: no clock, no file, no network, no chance, no web framework.
PURE = {
    "ast", "collections", "dataclasses", "datetime", "decimal", "enum", "fractions", "functools", "itertools", "json",
    "operator", "prescreen", "pydantic", "pydantic_core", "re", "typing", "zlib",
}  # fmt: skip
IMPURE_NAMES = {"open", "print", "input", "exec", "eval", "compile", "__import__", "breakpoint"}


def imported(tree: ast.AST) -> set[str]:
    """Dotted names of the modules that are imported, anywhere in the code."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "write imports in full, so that they can be followed"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def prescreen_modules(tree: ast.AST) -> set[str]:
    parts = [name.split(".") for name in imported(tree) if name.split(".")[0] == "prescreen"]
    return {name[1] if len(name) > 1 and name[1] in MODULES else "__init__" for name in parts}


def test_every_module_has_its_place_in_the_order() -> None:
    assert set(MODULES) <= set(ORDER)
    assert len(set(ORDER)) == len(ORDER)
    assert set(CORE) <= set(MODULES)


@pytest.mark.parametrize("name", [name for name in ORDER if name in MODULES])
def test_a_module_imports_only_what_comes_before_it(name: str) -> None:
    before = set(ORDER[: ORDER.index(name)])
    assert prescreen_modules(MODULES[name]) - before == set()


@pytest.mark.parametrize("name", CORE)
def test_the_core_knows_nothing_of_the_world(name: str) -> None:
    assert {module.split(".")[0] for module in imported(MODULES[name])} - PURE == set()
    used = {node.id for node in ast.walk(MODULES[name]) if isinstance(node, ast.Name)}
    assert used & IMPURE_NAMES == set()
    attributes = {node.attr for node in ast.walk(MODULES[name]) if isinstance(node, ast.Attribute)}
    assert attributes & {"now", "utcnow", "today"} == set()


def test_only_the_session_knows_where_answers_are_kept() -> None:
    sealing = {name for name, tree in MODULES.items() if any("fernet" in module for module in imported(tree))}
    assert sealing == {"session"}


def test_only_the_handover_seals_besides_the_session() -> None:
    ciphers = {name for name, tree in MODULES.items() if any(".ciphers" in module for module in imported(tree))}
    using = {name for name, tree in MODULES.items() if "seal" in prescreen_modules(tree)}
    assert (ciphers, using) == ({"seal"}, {"handover"})
