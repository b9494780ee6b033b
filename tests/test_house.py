"""The house's own lint: smells that a reader would stop at, found by cheap means."""

import ast
import re
from pathlib import Path

import pytest
from django.urls import URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent
APPS = ("cadre", "tasks", "scoring", "config")
# The parser of workbooks is Rust: what it throws at a hostile file is no Exception.
CATCH_ALL = {"cadre/interchange/workbook.py"}
METHODS = {"require_http_methods", "require_safe", "require_POST", "require_GET"}


def modules():
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def templates():
    return sorted((ROOT / "templates").rglob("*.html"))


def name_of(path):
    return str(path.relative_to(ROOT))


def called(node):
    """The dotted name a call is made by ("Model.objects.all")."""
    parts, target = [], node.func
    while isinstance(target, ast.Attribute):
        parts.append(target.attr)
        target = target.value
    if isinstance(target, ast.Name):
        parts.append(target.id)
    return ".".join(reversed(parts))


def found_in(path, pattern):
    return [
        f"{name_of(path)}:{number}: {line.strip()}"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]


def parsed(path):
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def addresses():
    """Every view of ours that the resolver leads to: {(module, function)}."""
    waiting = list(get_resolver().url_patterns)
    while waiting:
        pattern = waiting.pop()
        if isinstance(pattern, URLResolver):
            waiting.extend(pattern.url_patterns)
        elif pattern.callback.__module__.split(".")[0] in APPS:
            yield pattern.callback.__module__, pattern.callback.__name__


def views():
    """(path, function) for each of them."""
    wanted = set(addresses())
    for path in modules():
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in parsed(path).body:
            if isinstance(node, ast.FunctionDef) and (module, node.name) in wanted:
                yield path, node


def decorator_names(function):
    for decorator in function.decorator_list:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        yield target.attr if isinstance(target, ast.Attribute) else target.id


PAGES = [pytest.param(path, node, id=f"{name_of(path)}:{node.name}") for path, node in views()]


@pytest.mark.parametrize(("path", "function"), PAGES)
def test_a_view_says_which_methods_it_takes(path, function):
    assert METHODS & set(decorator_names(function))


@pytest.mark.parametrize(("path", "function"), PAGES)
def test_a_view_reads_only_what_is_scoped(path, function):
    calls = [called(node) for node in ast.walk(function) if isinstance(node, ast.Call)]

    assert [name for name in calls if re.search(r"objects\.(all|get|filter|exclude|first)$", name)] == []


@pytest.mark.parametrize("path", sorted((ROOT / "scoring" / "engine").glob("*.py")), ids=name_of)
def test_the_engine_knows_no_binary_fractions_no_clock_and_no_files(path):
    tree = parsed(path)
    floats = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, float)]
    calls = {called(node).split(".")[-1] for node in ast.walk(tree) if isinstance(node, ast.Call)}

    assert floats == []
    assert calls & {"float", "now", "today", "open", "print", "random"} == set()


SCORING = [path for path in modules() if path.is_relative_to(ROOT / "scoring") and path.name != "charts.py"]


@pytest.mark.parametrize("path", SCORING, ids=name_of)  # the places of a drawing are no scores
def test_scores_never_pass_through_float(path):
    assert found_in(path, r"\bfloat\(|FloatField") == []


@pytest.mark.parametrize("path", list(modules()), ids=name_of)
def test_no_smell_in_a_module(path):
    tree = parsed(path)
    receivers = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and "receiver" in set(decorator_names(node))
    ]
    bare = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}))
    ]

    assert receivers == []
    assert bare == [] or name_of(path) in CATCH_ALL
    assert (
        found_in(path, r"date\.today\(\)|datetime\.now\(\)|mark_safe\(f|csrf_exempt|\beval\(|\bexec\(|os\.system") == []
    )


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_a_template_has_no_inline_style_or_script_and_escapes_everything(path):
    inline = r"<style|\sstyle=|\son[a-z]+=[\"']|javascript:|<script(?![^>]*\ssrc=)|data:[a-z]+/"

    assert found_in(path, inline) == []
    assert found_in(path, r"\|\s*safe\b|autoescape off|\|\s*safeseq") == []


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_a_form_that_posts_carries_its_token(path):
    text = path.read_text(encoding="utf-8")
    posts = re.findall(r"<form[^>]*method=[\"']post[\"'].*?</form>", text, re.S | re.I)

    assert [form[:80] for form in posts if "csrf_token" not in form] == []


def test_html_is_made_in_templates_and_the_two_tag_libraries_only():
    html = r"format_html|mark_safe|</(?:a|b|div|h\d|i|li|p|span|strong|t[dhr]|table|ul)>"
    allowed = {"cadre/templatetags/ui.py", "cadre/templatetags/vi.py", "scoring/charts.py"}
    found = [
        name_of(path) for path in modules() if name_of(path) not in allowed and re.search(html, path.read_text("utf-8"))
    ]

    assert found == []


def test_every_view_was_found():
    assert len(PAGES) == len(set(addresses()))


def test_migrations_are_named():
    auto = [name_of(path) for app in APPS for path in (ROOT / app).glob("migrations/*_auto_*.py")]

    assert auto == []
