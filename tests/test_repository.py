"""What the repository promises about itself: locks without hosts, vendored files unchanged, a README that is true."""

import hashlib
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt")
VENDORED = [ROOT / folder / "vendor" / "SHA256SUMS" for folder in ("static", "tests")]
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)", re.M)
# Written apart, so that this file does not find itself.
PACKAGE_HOSTS = [
    re.compile(".".join(name).replace(".", r"\."))
    for name in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs"),
        ("deb", "debian", "org"),
        ("archive", "ubuntu", "com"),
        ("cdn", "jsdelivr"),
        ("unpkg", "com"),
        ("cdnjs", "cloudflare"),
        ("fonts", "googleapis"),
    )
]
PLACES_OF_A_MACHINE = [re.compile("/" + name + "/") for name in ("work", "root", "home/[a-z]+", r"tmp/bash[a-z_]*")]


def tracked():
    """Text files under version control (all files, where there is no git)."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    names = listed.stdout.split("\0") if listed.returncode == 0 else []
    for name in filter(None, names):
        path = ROOT / name
        if path.is_file() and "vendor/" not in name:
            try:
                yield name, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def pins(lock):
    return dict(PIN.findall((ROOT / lock).read_text(encoding="utf-8")))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address_and_hashes_every_pin(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.M)

    assert "://" not in text
    assert [block.split()[0] for block in blocks if PIN.match(block) and "--hash=sha256:" not in block] == []
    assert len(pins(lock)) > 10


def test_the_development_lock_holds_everything_of_the_other_one():
    base, development = (pins(lock) for lock in LOCKS)

    assert {name: development.get(name) for name in base} == base


def test_the_locks_hold_every_dependency_declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    def named(requirements):
        return {re.match(r"[A-Za-z0-9._-]+", text)[0].lower() for text in requirements}

    assert named(project["project"]["dependencies"]) <= set(pins("requirements.txt"))
    assert named(project["dependency-groups"]["dev"]) <= set(pins("requirements-dev.txt"))


@pytest.mark.parametrize("sums", VENDORED, ids=lambda path: str(path.parent.relative_to(ROOT)))
def test_vendored_files_are_the_ones_recorded(sums):
    recorded = dict(reversed(line.split(maxsplit=1)) for line in sums.read_text(encoding="utf-8").splitlines())
    present = {
        str(path.relative_to(sums.parent)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sums.parent.rglob("*")
        if path.is_file() and path.name not in {"SHA256SUMS", "README.md"}
    }

    assert present == recorded


def test_nothing_names_a_package_host_or_a_place_of_one_machine():
    found = [
        (name, pattern.pattern)
        for name, text in tracked()
        for pattern in PACKAGE_HOSTS + PLACES_OF_A_MACHINE
        if name != "tests/test_repository.py" and pattern.search(text)
    ]

    assert found == []


def test_pages_and_styles_fetch_nothing_from_elsewhere():
    foreign = re.compile(r"""(?:src|href|action|url|@import)\s*[=(]?\s*["']?(?:https?:)?//(?!www\.w3\.org)""")
    found = [name for name, text in tracked() if name.startswith(("templates/", "static/")) and foreign.search(text)]

    assert found == []


def make_targets():
    return set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))


def documents():
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "deploy").glob("*.md"))]


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_and_link_a_document_names_exists(document):
    text = document.read_text(encoding="utf-8")
    targets = set(re.findall(r"\bmake ([a-z][a-z0-9-]*)", text))
    commands = set(re.findall(r"manage\.py ([a-z_]+)", text))
    links = set(re.findall(r"\]\(([^)#:]+)\)", text))
    own = {path.stem for path in ROOT.glob("*/management/commands/*.py")}
    django = {"migrate", "createcachetable", "collectstatic", "createsuperuser", "check", "runserver", "shell"}

    assert targets <= make_targets()
    assert commands <= own | django
    assert {link for link in links if not (document.parent / link).exists()} == set()


def test_every_make_target_is_explained():
    explained = set(re.findall(r"^([a-z0-9-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))

    assert explained == make_targets()


def test_every_variable_of_the_settings_is_in_the_example():
    settings = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r"""(?:env\.\w+|own_secret)\(\s*["']([A-Z_]+)["']""", settings))
    shown = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.M))

    assert read == shown


def test_continuous_integration_runs_the_command_of_the_readme():
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_every_folder_of_tests_is_a_package():
    bare = {
        str(path.parent.relative_to(ROOT))
        for path in (ROOT / "tests").rglob("*.py")
        if not (path.parent / "__init__.py").exists()
    }

    assert bare == set()
