"""What import-linter's contracts in pyproject.toml can't hold: a pure core, small modules, ciphers in two places."""

import ast
from pathlib import Path

import pytest

import prescreen

PACKAGE = Path(prescreen.__file__).parent
MODULES = {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")}
CORE = sorted(name for name in MODULES if name.split("/")[0] in ("rules", "trial", "screening", "interop"))
SUBPACKAGES = sorted({path.parent for path in PACKAGE.rglob("*.py")} - {PACKAGE})

# All that the core may import beside itself: no clock, file, network, randomness or web framework.
PURE = {
    "ast", "collections", "dataclasses", "datetime", "decimal", "enum", "fractions", "functools", "hashlib",
    "itertools", "json", "math", "operator", "prescreen", "pydantic", "pydantic_core", "re", "typing", "unicodedata",
    "zlib",
}  # fmt: skip
IMPURE_NAMES = {"open", "print", "input", "exec", "eval", "compile", "__import__", "breakpoint"}
CLOCK_NAMES = {"now", "utcnow", "today"}
CIPHERS = ("cryptography.fernet", "cryptography.hazmat.primitives.ciphers")
MAX_MODULE_LINES, MAX_FUNCTION_LINES = 250, 40


def imported(tree: ast.AST) -> set[str]:
    """Dotted names of all imported modules and names, wherever in the module the import stands."""
    nodes = list(ast.walk(tree))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return names | {f"{n.module}.{alias.name}" for n in nodes if isinstance(n, ast.ImportFrom) for alias in n.names}


def test_the_core_is_there() -> None:
    assert {name.split("/")[0] for name in CORE} == {"rules", "trial", "screening", "interop"}


@pytest.mark.parametrize("module", CORE)
def test_the_core_imports_only_pure_modules(module: str) -> None:
    assert {name.split(".")[0] for name in imported(MODULES[module])} - PURE == set()


@pytest.mark.parametrize("module", CORE)
def test_the_core_reads_no_clock_and_does_no_input_or_output(module: str) -> None:
    nodes = list(ast.walk(MODULES[module]))
    assert {node.id for node in nodes if isinstance(node, ast.Name)} & IMPURE_NAMES == set()
    assert {node.attr for node in nodes if isinstance(node, ast.Attribute)} & CLOCK_NAMES == set()


def test_imports_are_absolute() -> None:
    for module, tree in MODULES.items():
        relative = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level]
        assert not relative, f"{module}:{relative[0].lineno}"


def test_only_the_session_and_the_encryption_module_import_ciphers() -> None:
    importing = {module for module, tree in MODULES.items() if any(name.startswith(CIPHERS) for name in imported(tree))}
    assert importing <= {"web/session.py", "web/encryption.py"}
    assert importing


def test_no_module_is_too_long() -> None:
    lengths = {name: len((PACKAGE / name).read_text("utf-8").splitlines()) for name in MODULES}
    assert {name: length for name, length in lengths.items() if length > MAX_MODULE_LINES} == {}


def test_no_function_is_too_long() -> None:
    too_long = [
        f"{module}:{node.lineno} {node.name}"
        for module, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > MAX_FUNCTION_LINES
    ]
    assert too_long == []


@pytest.mark.parametrize("folder", SUBPACKAGES, ids=lambda folder: folder.relative_to(PACKAGE).as_posix())
def test_no_package_has_a_single_module(folder: Path) -> None:
    modules = [path for path in folder.iterdir() if path.suffix == ".py" and path.name != "__init__.py"]
    packages = [path for path in folder.iterdir() if (path / "__init__.py").is_file()]
    assert len(modules) + len(packages) != 1
    assert (folder / "__init__.py").is_file()
