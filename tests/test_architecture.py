"""The house rules that can be read from the source: layers, cycles, sizes, names."""

import ast
from graphlib import TopologicalSorter

import pytest

from tests.source_tree import ROOT, imports_of, sources

PRODUCT = sources("petition", "config.py", "environment.py", "wsgi.py")
ALL_CODE = [*PRODUCT, *sources("tests", "migrations/env.py", "migrations/changing.py")]
MODULES = {source.module for source in PRODUCT}
IMPORTS = {source.module: imports_of(source, MODULES) for source in PRODUCT}

LOWER = ["lib", "backends", "extensions", "models", "services"]
# What each layer may import besides itself. The command line starts workers; `app` is petition/__init__.py.
MAY_IMPORT: dict[str, set[str]] = {
    **{layer: set(LOWER[:height]) for height, layer in enumerate(LOWER)},
    "web": set(LOWER),
    "worker": set(LOWER),
    "cli": {*LOWER, "worker", "config"},
    "app": {"cli", "web", "models", "extensions", "config"},
    # A program that is handed out, to check us: it shares nothing with us.
    "static": set(),
    "environment": set(),
    "config": {"environment"},
    # Logs begin with the process, before there is an app.
    "wsgi": {"app", "config", "backends"},
    # A process that makes a site of its own, and runs all of it.
    "simulation": {"app", "config", *LOWER, "web", "worker"},
}
MAY_IMPORT["extensions"].add("config")
VAGUE = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "managers"}
MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 40


def layer_of(module: str) -> str:
    first, *rest = module.split(".")
    return (rest[0] if rest else "app") if first == "petition" else first


def audience_of(module: str) -> str | None:
    """The audience of `web` that a module belongs to, if it is in an audience's folder."""
    parts = module.split(".")
    is_inside = parts[:2] == ["petition", "web"] and len(parts) > 2
    return parts[2] if is_inside and (ROOT / "petition/web" / parts[2]).is_dir() else None


@pytest.mark.parametrize("module", sorted(MODULES))
def test_it_imports_only_downwards(module: str) -> None:
    layer = layer_of(module)
    assert layer in MAY_IMPORT, f"{layer} is no layer of this house"
    wrong = {name for name in IMPORTS[module] if layer_of(name) not in MAY_IMPORT[layer] | {layer}}
    assert wrong == set()


def test_no_audience_imports_another() -> None:
    pairs = [(module, name) for module, names in IMPORTS.items() for name in names if audience_of(module)]
    strays = [(module, name) for module, name in pairs if audience_of(name) not in (None, audience_of(module))]
    assert strays == []


def test_there_is_no_import_cycle() -> None:
    TopologicalSorter(IMPORTS).prepare()  # raises CycleError with the modules that go round


def test_imports_stand_at_the_top() -> None:
    late = [
        f"{source.place}:{node.lineno}"
        for source in ALL_CODE
        for function in source.functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert late == []


def test_no_file_is_too_long() -> None:
    too_long = {source.place: len(source.lines) for source in ALL_CODE if len(source.lines) > MOST_LINES}
    assert too_long == {}


def test_no_function_is_too_long() -> None:
    too_long = {
        f"{source.place}:{function.name}": length
        for source in ALL_CODE
        for function in source.functions()
        if (length := (function.end_lineno or 0) - function.lineno + 1) > MOST_LINES_OF_A_FUNCTION
    }
    assert too_long == {}


def test_every_module_says_what_it_is_for() -> None:
    assert [source.place for source in PRODUCT if not ast.get_docstring(source.tree)] == []


def test_no_module_has_a_vague_name() -> None:
    assert [source.place for source in ALL_CODE if VAGUE & {*source.module.split(".")}] == []
