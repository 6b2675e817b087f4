// Run a Python file in Pyodide under Node: `node run.mjs PYODIDE_FOLDER SCRIPT.py JOB.json [PACKAGE...]`.
// The script sees JOB.json as the text `job` and the machine's folders below /machine.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, script, job, ...packages] = process.argv
  .slice(2)
  .map((word, place) => (place < 3 ? resolve(word) : word));
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
try {
  const python = await loadPyodide({ indexURL: `${folder}/`, packageCacheDir: `${folder}/` });
  const roots = JSON.parse(readFileSync(job, "utf8")).folders;
  for (const [name, place] of Object.entries(roots)) {
    python.FS.mkdirTree(`/machine/${name}`);
    python.FS.mount(python.FS.filesystems.NODEFS, { root: place }, `/machine/${name}`);
  }
  if (packages.length) await python.loadPackage(packages, { messageCallback() {} });
  python.globals.set("job", readFileSync(job, "utf8"));
  await python.runPythonAsync(readFileSync(script, "utf8"));
} catch (error) {
  console.error(String(error.message ?? error).slice(-3000)); // without the source line, which is a megabyte long
  process.exit(1);
}
