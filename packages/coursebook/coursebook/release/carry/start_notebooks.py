"""Open the notebooks of this folder in JupyterLab, with the course's settings. Needs what requirements.txt names."""

import os
import pathlib
import subprocess
import sys

here = pathlib.Path(__file__).resolve().parent
settings = [str(here / "settings"), *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])]
command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={here}", *sys.argv[1:]]
sys.exit(subprocess.run(command, env=os.environ | {"JUPYTER_CONFIG_PATH": os.pathsep.join(settings)}).returncode)
