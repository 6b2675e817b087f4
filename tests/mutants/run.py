"""Draw mutants of the library at random, run the nearest tests on each, and report those that no test notices.

cosmic-ray makes the mutants and keeps what became of them; this file draws the sample and chooses the tests. Each room
gets a share of the sample by its lines: lines are drawn, and one mutant on each. Every process works in a copy of the
clone below _build/mutants. After Ctrl-C the tests that run are finished; the same command then goes on from there.
A changed source starts its room anew.
"""

import argparse
import ast
import collections
import concurrent.futures
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


def mute(source):
    """Stretches of a source that no test need see: annotations and what is raised, as pairs of (line, column)."""
    for node in ast.walk(ast.parse(source)):
        parts = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        for part in [*parts, getattr(node, "exc", None)]:
            if part is not None:
                yield (part.lineno, part.col_offset), (part.end_lineno, part.end_col_offset)


def mutants(modules, excluded):
    """All mutants of some modules but mere text and the excluded operators, by line: ``{(path, line): [WorkItem]}``."""
    operators = {name: get_operator(name) for name in sorted(operator_names()) if not excluded.match(name)}
    operators = {name: kind() for name, kind in operators.items() if not kind.arguments()}
    lines = {}
    for path in modules:
        silent, count = list(mute(path.read_text("utf-8"))), collections.Counter()
        for node, (name, operator) in itertools.product(ast_nodes(get_ast_from_path(path)), operators.items()):
            for start, end in operator.mutation_positions(node):
                if not any(first <= start < last for first, last in silent):
                    job = f"{path}:{start[0]}:{start[1]} {name} {count[name]}"
                    item = WorkItem.single(job, MutationSpec(path, name, count[name], start, end))
                    lines.setdefault((str(path), start[0]), []).append(item)
                count[name] += 1
    return lines


def runs(mutation):
    """Whether the mutant is Python at all."""
    code = mutation.module_path.read_text("utf-8")
    try:
        compile(mutate_code(code, get_operator(mutation.operator_name)(), mutation.occurrence), "mutant", "exec")
    except SyntaxError:
        return False
    return True


def draw(lines, number, seed):
    """A sample of mutants, at most one a line; the same for the same sources and seed."""
    chance, drawn = random.Random(seed), []
    for line in chance.sample(sorted(lines), len(lines)):
        if len(drawn) == number:
            break
        drawn += next(([item] for item in chance.sample(lines[line], len(lines[line])) if runs(item.mutations[0])), [])
    return drawn


def nearest(path, room):
    """The tests of a module: its mirror, those that import it, then the rest of what the room names."""
    stem = pathlib.Path(path).stem
    imports = re.compile(rf"^\s*(?:from|import) .*\b{stem}\b", re.MULTILINE)
    tests = sorted(pathlib.Path(room["tests"]).rglob("test_*.py"))
    named = [test for test in tests if test.stem == f"test_{stem.lstrip('_')}"]
    named += [test for test in tests if test not in named and imports.search(test.read_text("utf-8"))]
    return [*map(str, named), *room["rest"]] or [room["tests"]]


def command(tests):
    """The command that runs some tests and ends at the first failure."""
    return shlex.join([sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests])


def begin(copies):
    """Start a process of the pool in a copy of its own; Ctrl-C is its parent's affair."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    copy = copies.get()
    os.chdir(copy)
    os.environ["PYTHONPATH"] = str(copy)


def lay_copies(number):
    """Copies of the clone as it stands, without what git ignores."""
    files = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], capture_output=True, text=True, check=True)
    for copy in (WORK / f"copy-{k + 1}" for k in range(number)):
        shutil.rmtree(copy, ignore_errors=True)
        for name in filter(os.path.isfile, files.stdout.splitlines()):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(name, copy / name)
        (copy / "node_modules").symlink_to(ROOT / "node_modules")
        yield copy


def report(databases):
    """Score by room as a table, then each survivor with its diff; those that survivors.md explains are marked."""
    known = (HERE / "survivors.md").read_text("utf-8")
    table, text = ["| room | run | killed | score |", "|---|--:|--:|--:|"], []
    for name, database in databases.items():
        with use_db(database) as db:
            results, items = dict(db.results), {item.job_id: item.mutations[0] for item in db.work_items}
        killed = sum(result.is_killed for result in results.values())
        table.append(f"| {name} | {len(results)} of {len(items)} | {killed} | {killed / max(len(results), 1):.0%} |")
        for job, mutation in sorted(items.items(), key=lambda item: (item[1].module_path, item[1].start_pos)):
            if job in results and results[job].test_outcome == TestOutcome.SURVIVED:
                change = "\n".join(re.findall(r"^[-+](?![-+]).*", results[job].diff, re.MULTILINE))
                head = f"{mutation.module_path}:{mutation.start_pos[0]}"
                text += [f"### {head}{' (explained)' if change in known else ''}", f"```diff\n{change}\n```"]
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
    excluded = re.compile("|".join(config["exclude-operators"]))
    rooms, lines, databases, pending = config["rooms"], {}, {}, []
    for name, room in rooms.items():
        modules = [pathlib.Path(path) for pattern in room["modules"] for path in sorted(glob.glob(pattern))]
        lines[name] = mutants(modules, excluded)
    total = sum(map(len, lines.values()))
    for name in words.room or rooms:
        sample = draw(lines[name], round(words.number * len(lines[name]) / total), words.seed)
        stand = repr([(item.job_id, item.mutations[0].module_path.read_text("utf-8")) for item in sample])
        databases[name] = WORK / f"{name}-{hashlib.sha256(stand.encode()).hexdigest()[:12]}.sqlite"
        with use_db(databases[name]) as db:
            if not db.num_work_items:
                db.add_work_items(sample)
            again = {job for job, result in db.results if words.survivors and not result.is_killed}
            left = {item.job_id for item in db.pending_work_items} | again
            pending += [(name, item) for item in db.work_items if item.job_id in left]
    random.Random(words.seed).shuffle(pending)

    copies = multiprocessing.Queue()
    for copy in lay_copies(words.processes):
        copies.put(copy)
    with concurrent.futures.ProcessPoolExecutor(words.processes, initializer=begin, initargs=(copies,)) as pool:
        for name in sorted({name for name, _ in pending}):
            print(f"{name}: do its tests pass without a mutant?", flush=True)
            clean = pool.submit(mutate_and_test, [], command([rooms[name]["tests"]]), 3600).result()
            if clean.test_outcome != TestOutcome.SURVIVED:
                sys.exit(f"The tests of {name} fail on the sources as they are:\n{clean.output}")
        jobs = {}
        for name, item in pending:
            tests = nearest(item.mutations[0].module_path, rooms[name])
            jobs[pool.submit(mutate_and_test, item.mutations, command(tests), config["timeout"])] = name, item.job_id
        try:
            for job in tqdm.tqdm(concurrent.futures.as_completed(jobs), total=len(jobs), unit=" mutants"):
                with use_db(databases[jobs[job][0]]) as db:
                    db.set_result(jobs[job][1], job.result())
        except KeyboardInterrupt:
            print("Finishing what runs; the same command goes on from here.", flush=True)
            pool.shutdown(cancel_futures=True)
            for job in (job for job in jobs if job.done() and not job.cancelled()):
                with use_db(databases[jobs[job][0]]) as db:
                    db.set_result(jobs[job][1], job.result())
    report(databases)


if __name__ == "__main__":
    main()
