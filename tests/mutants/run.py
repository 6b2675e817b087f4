"""Draw mutants of the library at random, run the nearest tests on each, and report those that no test notices.

cosmic-ray makes the mutants and keeps what became of them; this file draws the sample and chooses the tests. Each room
of rooms.toml gets a share of the sample by its lines: lines are drawn, and one mutant on each. Every process works in a
copy of the clone below _build/mutants. After Ctrl-C the tests that run are finished; the same command then goes on from
there. A changed source starts its room anew.
"""

import argparse
import ast
import collections
import concurrent.futures
import functools
import glob
import hashlib
import itertools
import multiprocessing
import os
import pathlib
import random
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import tomllib

import tqdm
from cosmic_ray.ast import ast_nodes, get_ast_from_path
from cosmic_ray.mutating import mutate_and_test, mutate_code
from cosmic_ray.plugins import get_operator, operator_names
from cosmic_ray.work_db import use_db
from cosmic_ray.work_item import MutationSpec, TestOutcome, WorkItem

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[1]
WORK = ROOT / "_build" / "mutants"


def texts(source):
    """Stretches that no test need see, annotations and what is raised: pairs of (line, column)."""
    for node in ast.walk(ast.parse(source)):
        for part in (getattr(node, name, None) for name in ("annotation", "returns", "exc")):
            if part is not None:
                yield (part.lineno, part.col_offset), (part.end_lineno, part.end_col_offset)


def mutants(path, excluded):
    """All mutants of a module but texts and the excluded operators, by line."""
    operators = {name: get_operator(name) for name in sorted(operator_names()) if not excluded.match(name)}
    operators = {name: kind() for name, kind in operators.items() if not kind.arguments()}
    silent, count, lines = list(texts(path.read_text("utf-8"))), collections.Counter(), collections.defaultdict(list)
    nodes = (node for node in ast_nodes(get_ast_from_path(path)) if node.type not in ("name", "string", "newline"))
    for node, (name, operator) in itertools.product(nodes, operators.items()):
        star = node.parent and node.parent.type == "parameters"  # cosmic-ray takes that of `def f(*, a)` for a product
        for start, end in operator.mutation_positions(node):
            if not star and not any(first <= start < last for first, last in silent):
                job = f"{path}:{start[0]}:{start[1]} {name} {count[name]}"
                lines[path, start[0]].append(WorkItem.single(job, MutationSpec(path, name, count[name], start, end)))
            count[name] += 1
    return lines


def is_python(item):
    """Whether a mutant can be read at all (``not x := 1`` cannot)."""
    mutation = item.mutations[0]
    operator, code = get_operator(mutation.operator_name)(), mutation.module_path.read_text("utf-8")
    try:
        return bool(compile(mutate_code(code, operator, mutation.occurrence), "mutant", "exec"))
    except SyntaxError:
        return False


def draw(lines, number, seed):
    """A sample of mutants, at most one a line; the same for the same sources and seed."""
    chance = random.Random(seed)
    order = (chance.sample(lines[line], len(lines[line])) for line in chance.sample(sorted(lines), len(lines)))
    return list(itertools.islice(filter(None, (next(filter(is_python, some), None) for some in order)), number))


def run_tests(mutations, paths, timeout):
    """Run some tests on mutated sources, up to the first failure."""
    command = shlex.join([sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *paths])
    return mutate_and_test(mutations, command, timeout)


def keep(database, name, job):
    """Store what became of a mutant that was tried."""
    if not job.cancelled():
        with use_db(database) as db:
            db.set_result(name, job.result())


def nearest(path, room):
    """The tests of a module: its mirror, those that import it, then what the room names as the rest."""
    imports = re.compile(rf"^\s*(?:from|import) .*\b{path.stem}\b", re.MULTILINE)
    mirror = f"test_{path.stem.lstrip('_')}.py"
    tests = sorted(pathlib.Path(room["tests"]).rglob("test_*.py"), key=lambda test: (test.name != mirror, test))
    return [*(str(t) for t in tests if t.name == mirror or imports.search(t.read_text("utf-8"))), *room["rest"]]


def lay_copy(copy):
    """Copy the clone as it stands, without what git ignores."""
    files = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], capture_output=True, encoding="utf-8", check=True
    )
    for name in filter(os.path.isfile, files.stdout.splitlines()):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(name, copy / name)
    (copy / "node_modules").symlink_to(ROOT / "node_modules")
    return copy


def enter(copies):
    """Start a process of the pool in a copy of its own; Ctrl-C is its parent's affair."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.chdir(copies.get())
    os.environ["PYTHONPATH"] = os.getcwd()


def report(databases):
    """Score by room as a table, then each survivor with its diff; those that survivors.md explains are marked."""
    known = (HERE / "survivors.md").read_text("utf-8")
    table, text = ["| room | run | noticed | of these out of time | score |", "|---|--:|--:|--:|--:|"], []
    for name, database in databases.items():
        with use_db(database) as db:
            results, drawn = dict(db.results), len(db.work_items)
        killed = sum(result.test_outcome == TestOutcome.KILLED for result in results.values())
        late, score = sum(result.output == "timeout" for result in results.values()), killed / max(len(results), 1)
        table.append(f"| {name} | {len(results)} of {drawn} | {killed} | {late} | {score:.0%} |")
        for job in sorted(job for job, result in results.items() if result.test_outcome != TestOutcome.KILLED):
            change = "\n".join(re.findall(r"^[-+](?![-+]{2}).*", results[job].diff, re.MULTILINE))
            text += [f"### {job}{' (explained)' if change in known else ''}", f"```diff\n{change}\n```"]
    (WORK / "report.md").write_text("\n".join([*table, "", *text, ""]), encoding="utf-8")
    print("\n".join([*table, f"Survivors: {WORK / 'report.md'}"]))


def main():
    """Read the words of the command line and run what is left to run."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--number", type=int, default=300, help="size of the sample over all rooms (300)")
    words.add_argument("--seed", type=int, default=2026, help="another seed draws another sample (2026)")
    words.add_argument("--processes", type=int, default=2, help="how many mutants are tried at a time (2)")
    words.add_argument("--room", action="append", help="run this room's share alone; may be given again")
    words.add_argument("--survivors", action="store_true", help="try again the mutants that survived so far")
    words = words.parse_args()
    os.chdir(ROOT)
    WORK.mkdir(parents=True, exist_ok=True)
    config = tomllib.loads((HERE / "rooms.toml").read_text("utf-8"))
    rooms, excluded, lines = config["rooms"], re.compile("|".join(config["exclude-operators"])), {}
    for name, room in rooms.items():
        modules = [pathlib.Path(path) for pattern in room["modules"] for path in sorted(glob.glob(pattern))]
        lines[name] = {line: some for module in modules for line, some in mutants(module, excluded).items()}
    databases, left = {}, []
    for name in words.room or rooms:
        share = round(words.number * len(lines[name]) / sum(map(len, lines.values())))
        sample = draw(lines[name], share, words.seed)
        stand = repr([(item.job_id, item.mutations[0].module_path.read_text("utf-8")) for item in sample])
        databases[name] = WORK / f"{name}-{hashlib.sha256(stand.encode()).hexdigest()[:12]}.sqlite"
        with use_db(databases[name]) as db:
            if not db.num_work_items:
                db.add_work_items(sample)
            done = {job for job, result in db.results if result.is_killed or not words.survivors}
        left += [(name, item) for item in sample if item.job_id not in done]
    random.Random(words.seed).shuffle(left)

    copies = multiprocessing.Queue()
    with (
        tempfile.TemporaryDirectory(dir=WORK) as place,
        concurrent.futures.ProcessPoolExecutor(words.processes, initializer=enter, initargs=(copies,)) as pool,
    ):
        for number in range(words.processes):
            copies.put(lay_copy(pathlib.Path(place) / str(number)))
        for name in sorted({name for name, _ in left}):
            print(f"{name}: do its tests pass on the sources as they are?", flush=True)
            clean = pool.submit(run_tests, [], [rooms[name]["tests"]], 3600).result()
            if clean.is_killed:
                sys.exit(clean.output)
        jobs = []
        for name, item in left:
            tests = nearest(item.mutations[0].module_path, rooms[name])
            jobs.append(pool.submit(run_tests, item.mutations, tests, config["timeout"]))
            jobs[-1].add_done_callback(functools.partial(keep, databases[name], item.job_id))
        try:
            collections.deque(tqdm.tqdm(concurrent.futures.as_completed(jobs), total=len(jobs), unit=" mutants"), 0)
        except KeyboardInterrupt:
            print("\nFinishing what runs; the same command goes on from here.", flush=True)
            pool.shutdown(cancel_futures=True)
    report(databases)


if __name__ == "__main__":
    main()
