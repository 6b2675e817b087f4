// The browser lab's Python, in a worker. The kernel asks for `loadPyodide`; it gets a Python in which the course's
// packages are loaded and imported. `worker.js` starts it before the kernel asks.
"use strict";

(() => {
  if (self.startPython) return; // the kernel loads this file once more, into the worker that `worker.js` started
  const say = (state, detail) => self.postMessage({ browserlab: { state, ...detail } });
  let booted;

  // Static servers seldom compress WebAssembly; it travels compressed and is unpacked on the way to the compiler.
  function fetchUnpacked(base) {
    if (typeof DecompressionStream === "undefined") return;
    const plain = self.fetch.bind(self);
    const whole = `${base}pyodide.asm.wasm`;
    self.fetch = async (request, options) => {
      if (String(request.url ?? request) !== whole) return plain(request, options);
      const packed = await plain(`${whole}.gz`, options);
      if (!packed.ok) return packed;
      // a server that names the file's compression in its headers has the browser unpack it
      if (packed.headers.get("content-encoding") === "gzip") return typed(packed.body);
      return typed(packed.body.pipeThrough(new DecompressionStream("gzip")));
    };
    const typed = (body) => new Response(body, { headers: { "content-type": "application/wasm" } });
  }

  async function boot(base) {
    say("loading", { part: "interpreter" });
    fetchUnpacked(base);
    importScripts(`${base}pyodide.js`);
    const load = self.loadPyodide;
    self.loadPyodide = ask;
    const lock = fetch(`${base}pyodide-lock.json`).then((answer) => answer.json());
    const wanted = ["pyodide-kernel", "reformlab"];
    const python = await load({ indexURL: base, packages: wanted, fullStdLib: false });
    const missing = Object.values((await lock).packages)
      .map(({ name }) => name)
      .filter((name) => !(name in python.loadedPackages));
    if (missing.length) throw new Error(`these parts did not arrive whole: ${missing.join(", ")}`);
    say("loading", { part: "packages" });
    const code = await (await fetch(`${base}start.py`)).text();
    await python.runPythonAsync(code);
    say("ready", {});
    return python;
  }

  const start = (base) =>
    (booted ??= boot(base).catch((error) => {
      say("failed", { message: String(error.message ?? error).slice(0, 500) });
      throw error;
    }));
  const ask = (options) => start(options.indexURL);

  self.startPython = start;
  self.loadPyodide = ask;
})();
