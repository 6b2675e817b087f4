"""What is installed where: pins, wheels, and the doors of Binder, dev containers and the workflows."""

import ast
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from coursebook import wheels
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name as plain

ROOT = Path(__file__).parents[2]
FOLDERS = {"reformlab": ROOT, **{path.name: path for path in (ROOT / "packages").iterdir() if path.is_dir()}}
PROJECTS = {name: tomllib.loads((folder / "pyproject.toml").read_text("utf-8")) for name, folder in FOLDERS.items()}
WORDS = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


def lines(name):
    """Lines of a requirements file, without comments."""
    return [line for line in (ROOT / name).read_text("utf-8").splitlines() if line and not line.startswith("#")]


def pins(name):
    """Requirements of a file, by name; those of other systems and Pythons left out."""
    found = [Requirement(line) for line in lines(name) if not line.startswith("-")]
    return {plain(need.name): need for need in found if need.marker is None or need.marker.evaluate()}


def needed(*waiting):
    """Names of all packages that some requirements need here, our own left out."""
    waiting, seen = [(need, extra) for need in map(Requirement, waiting) for extra in ("", *need.extras)], set()
    while waiting:
        need, extra = waiting.pop()
        name = plain(need.name)
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        inner = map(Requirement, metadata.requires(name) or [])
        inner = [one for one in inner if one.marker is None or one.marker.evaluate({"extra": extra})]
        waiting += [(one, extra) for one in inner for extra in ("", *one.extras)]
    return {name for name, _ in seen} - set(FOLDERS)


def test_the_files_pin_what_is_installed_each_once():
    student, dev = lines("requirements.txt"), lines("requirements-dev.txt")
    assert student[:2] == ["-e packages/livefigure", "-e ."]
    assert dev[:3] == ["-r requirements.txt", "-e packages/coursegrader", "-e packages/coursebook"]
    given = [line for line in (*student, *dev) if not line.startswith("-")]
    assert len(given) == len(set(given)) > 200
    assert not {Requirement(line).name for line in student[2:]} & {Requirement(line).name for line in dev[3:]}
    both = pins("requirements.txt") | pins("requirements-dev.txt")
    other = {name for name, need in both.items() if not need.specifier.contains(metadata.version(name))}
    assert not other, f"run make setup: {other}"


def test_a_student_gets_all_that_the_library_and_jupyterlab_need_and_no_more():
    assert needed("reformlab[student]") == set(pins("requirements.txt"))


def test_all_that_the_packages_declare_is_pinned():
    every = [f"{name}[{','.join(PROJECTS[name]['project'].get('optional-dependencies', {}))}]" for name in FOLDERS]
    both = pins("requirements.txt") | pins("requirements-dev.txt")
    assert needed(*(need.replace("[]", "") for need in every)) == set(both)


@pytest.mark.parametrize("name", FOLDERS)
def test_a_package_declares_what_it_imports(name):
    project = PROJECTS[name]["project"]
    extras = project.get("optional-dependencies", {})
    needs = [project["dependencies"], *(extras[key] for key in extras if key not in ("test", "bench"))]
    given = [Requirement(need) for group in needs for need in group]
    declared = {plain(one) for need in given for one in (need.name, *need.extras)}  # dask[distributed] is both
    of_module, found = metadata.packages_distributions(), {}
    for path in (FOLDERS[name] / name).rglob("*.py"):
        if "tests" in path.parts or "assets" in path.parts or "workshop" in path.parts or "jupyter" in path.parts:
            continue  # not ours to run: inside the browser, or by Jupyter
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            found |= {module.partition(".")[0]: path.relative_to(ROOT).as_posix() for module in names}
    foreign = {module: path for module, path in found.items() if module not in sys.stdlib_module_names}
    missing = {
        module: path
        for module, path in foreign.items()
        if module != name and not declared & {plain(dist) for dist in of_module.get(module, [module])}
    }
    assert foreign and not missing


@pytest.mark.parametrize("name", FOLDERS)
def test_a_wheel_holds_licences_and_types_and_no_tests(name, tmp_path):
    names = zipfile.ZipFile(wheels.build(FOLDERS[name] / name, tmp_path)).namelist()
    assert f"{name}/py.typed" in names and not [one for one in names if "/tests/" in one]
    licences = {Path(one).name for one in names if "/licenses/" in one}
    assert licences == ({"LICENSE", "LICENSE-CONTENT"} if name == "reformlab" else {"LICENSE"})


ALONE = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"click", "yaml", "tqdm", "requests", "jsonschema", "coursebook", "coursegrader"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Missing())
from reformlab.cli import main
main(sys.argv[1:])
"""


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--help"], 0, r"exercise +Build and check the exercises\. +reformlab\[grading\]"),
        ([], 0, "reformlab VERB"),
        (["data", "list"], 1, r'needs click, .*"reformlab\[tools\]"'),
        (["site", "build"], 1, r'needs coursebook, .*pip install "reformlab\[site\]"'),
        (["grade"], 1, r'needs coursegrader, .*"reformlab\[grading\]"'),
        (["gradee"], 2, "no verb 'gradee'; there are data, site, "),
    ],
)
def test_the_library_alone_says_what_a_verb_needs(words, code, said):
    done = subprocess.run([sys.executable, "-c", ALONE, *words], capture_output=True, encoding="utf-8", cwd=ROOT)
    assert done.returncode == code and re.search(said, done.stdout + done.stderr), done
    assert "Traceback" not in done.stderr


def test_the_example_of_the_readme_runs():
    example = re.search(
        r"## The library alone.*?```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL
    )
    done = subprocess.run([sys.executable, "-c", example[1]], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.startswith("63.89\nResult(") and "EV +" in done.stdout


def commands():
    """Each command line of the workflows, with the workflow."""
    for path in sorted((ROOT / ".github" / "workflows").glob("*.yml")):
        for job in yaml.safe_load(path.read_text("utf-8"))["jobs"].values():
            for step in job["steps"]:
                yield from ((path.name, line) for line in step.get("run", "").splitlines())


def test_workflows_have_the_form_that_github_expects():
    files = sorted(map(str, (ROOT / ".github" / "workflows").glob("*.yml")))
    assert [Path(path).stem for path in files] == ["pages", "release", "tests"]
    check = [Path(sys.executable).with_name("check-jsonschema"), "--builtin-schema", "vendor.github-workflows"]
    done = subprocess.run([*check, *files], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout


def test_workflows_use_words_of_the_makefile():
    used = [found[1] for _, line in commands() if (found := re.match(r"make ([a-z-]+)", line))]
    assert {"test", "test-matrix", "site", "dist", "release"} == set(used) <= set(WORDS)


def test_the_release_is_published_by_trust_and_never_by_a_password():
    jobs = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text("utf-8"))["jobs"]
    assert jobs["publish"]["permissions"] == {"id-token": "write"} and jobs["publish"]["environment"] == "pypi"
    for path in (ROOT / ".github" / "workflows").glob("*.yml"):
        assert "secrets." not in path.read_text("utf-8")


def test_the_dev_container_sets_the_course_up():
    container = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
    assert re.fullmatch(r"make ([a-z-]+)", container["postCreateCommand"])[1] in WORDS
    assert container["image"].partition(":")[0] == "mcr.microsoft.com/devcontainers/python"
    ports = {"8000": "make serve", "8888": "make lab"}
    assert {str(port) for port in container["forwardPorts"]} == set(container["portsAttributes"]) == set(ports)
    for port, word in ports.items():
        assert word in container["portsAttributes"][port]["label"] and word.split()[1] in WORDS


def test_binder_has_the_students_environment():
    folder = ROOT / "binder"
    assert lines("binder/requirements.txt") == ["-r ../requirements.txt"]
    assert re.fullmatch(r"python-3\.\d+\n", (folder / "runtime.txt").read_text("utf-8"))
    script = folder / "postBuild"
    assert script.stat().st_mode & 0o111 and script.read_bytes().startswith(b"#!")
    assert subprocess.run(["bash", "-n", script]).returncode == 0
    verbs = re.findall(r"reformlab (\w+) (\w+)", script.read_text("utf-8"))
    assert verbs == [("exercise", "build"), ("site", "lab")]
