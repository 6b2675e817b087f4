"""The MATLAB toolkit of Ahlfeldt and Seidel (MRRH2018-toolkit) under GNU Octave, beside this lab at the same size.

Both solve one counterfactual in changes for a made-up country of the same number of locations. The models differ
(commuting there, hukou and public services here), and so do the tolerances: 1e-4 is fixed in the toolkit, 1e-10 is
used here. The toolkit is not shipped: point to a copy of your own.

Usage: python benchmarks/lab_matlab_peer.py --toolkit FOLDER [--octave octave-cli] [--sizes 31 62 124] [--runs 3]
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results" / "lab_matlab_peer.json"
SOLVER = Path("progs") / "counterFactsTK.m"


def problem(toolkit, octave):
    """Say what is missing, or return None."""
    if toolkit is None:
        return (
            "No toolkit given. Get a copy of MRRH2018-toolkit (Ahlfeldt and Seidel, on GitHub) and call again with "
            "--toolkit FOLDER, the folder that holds progs/."
        )
    if not (toolkit / SOLVER).is_file():
        return f"--toolkit {toolkit}: there is no {SOLVER} in it; give the folder that holds progs/."
    if shutil.which(octave) is None:
        return f"--octave {octave}: no such program. Install GNU Octave, or name its command line program."
    return None


def peer(toolkit, octave, size, runs):
    """Time the toolkit at one size."""
    env = {**os.environ, "PEER_TOOLKIT": str(toolkit), "PEER_SIZE": str(size), "PEER_RUNS": str(runs)}
    command = [octave, "--quiet", "--no-gui", str(HERE / "lab_matlab_peer.m")]
    done = subprocess.run(command, env=env, capture_output=True, encoding="utf-8")
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not lines:
        raise SystemExit(f"Octave stopped at {size} locations:\n{done.stderr.strip()[-2000:]}")
    return json.loads(lines[-1])


def ours(size, runs):
    """Time this lab at one size: regions times two spaces are the locations."""
    sys.path.insert(0, str(HERE.parent))
    from benchmarks.lab import MADE_UP, ONE_LEVER, median_ms
    from reformlab.lab import Lab, build, china_2020
    from reformlab.lab.synthetic import resample

    lab = Lab(build(resample(china_2020(), max(2, size // 2)), **MADE_UP))
    took, run = median_ms(lambda: lab.solve(charge_costs=False, **ONE_LEVER), max(3, runs))
    return {"median_seconds": took / 1e3, "residual": run.solution.residual}


def main(arguments=None):
    """Compare at each size, or say what is missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--toolkit", type=Path)
    parser.add_argument("--octave", default="octave-cli")
    parser.add_argument("--sizes", type=int, nargs="+", default=[31, 62, 124])
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args(arguments)
    missing = problem(given.toolkit, given.octave)
    if missing:
        raise SystemExit(missing)
    rows = []
    print(f"{'locations':>9}{'toolkit s':>12}{'lab s':>10}{'ratio':>8}")
    for size in given.sizes:
        theirs, mine = peer(given.toolkit, given.octave, size, given.runs), ours(size, given.runs)
        rows.append({"locations": size, "toolkit": theirs, "lab": mine})
        ratio = theirs["median_seconds"] / mine["median_seconds"]
        print(f"{size:>9}{theirs['median_seconds']:>12.3f}{mine['median_seconds']:>10.4f}{ratio:>8.0f}", flush=True)
    RESULTS.parent.mkdir(exist_ok=True)
    part = RESULTS.with_suffix(".part")
    part.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    part.replace(RESULTS)


if __name__ == "__main__":
    main()
