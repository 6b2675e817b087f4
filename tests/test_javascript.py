"""All JavaScript of the house is of one language level and one form; `eslint.config.js` says which."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("tool", ["eslint", "prettier"])
def test_javascript_is_clean(tool):
    npm = shutil.which("npm")
    missing = "npm" if not npm else f"node_modules/{tool}" if not (ROOT / "node_modules" / tool).is_dir() else ""
    if missing:
        pytest.fail(f"{missing} is missing; this installs it: make javascript", pytrace=False)
    done = subprocess.run([npm, "run", "--silent", tool], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, f"npm run {tool}; most is mended by: npm run fix\n{done.stdout}{done.stderr}"
