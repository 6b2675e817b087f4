// The browser lab's Python, in a worker. The kernel asks for `loadPyodide`; it gets a Python in which the course's
// packages are loaded and imported. `worker.js` starts it before the kernel asks.
"use strict";

(() => {
  if (self.startPython) return; // the kernel loads this file once more, into the worker that `worker.js` started
  const say = (state, detail) => self.postMessage({ browserlab: { state, ...detail } });
  let booted;

  /** Tell the page how much of Python has come; unpack WebAssembly, which static servers seldom send compressed. */
  function watchFetch(base) {
    if (typeof DecompressionStream === "undefined") return;
    const plain = self.fetch.bind(self);
    const sizes = plain(`${base}sizes.json`).then((answer) => answer.json());
    const come = {};
    const sum = (counts) => Math.round(Object.values(counts).reduce((all, count) => all + count, 0) / 1e6);

    function counted(name, answer, expected) {
      const count = new TransformStream({
        transform(chunk, next) {
          const before = sum(come);
          // what was unpacked by the browser itself is more than what has travelled
          come[name] = Math.min((come[name] ?? 0) + chunk.length, expected[name]);
          const done = sum(come);
          if (done > before) say("loading_python", { done, total: sum(expected) });
          next.enqueue(chunk);
        },
      });
      return new Response(answer.body.pipeThrough(count), { headers: answer.headers });
    }

    self.fetch = async (request, options) => {
      const address = String(request.url ?? request);
      const isWasm = address === `${base}pyodide.asm.wasm`;
      const name = `${address.slice(base.length)}${isWasm ? ".gz" : ""}`;
      const expected = address.startsWith(base) ? await sizes : {};
      const answer = await plain(isWasm ? `${address}.gz` : request, options);
      if (!(name in expected) || !answer.ok) return answer;
      const whole = counted(name, answer, expected);
      if (!isWasm) return whole;
      // a server that names the file's compression in its headers has the browser unpack it
      const packed = answer.headers.get("content-encoding") !== "gzip";
      const body = packed ? whole.body.pipeThrough(new DecompressionStream("gzip")) : whole.body;
      return new Response(body, { headers: { "content-type": "application/wasm" } });
    };
  }

  async function boot(base) {
    say("loading_begins");
    watchFetch(base);
    self.importScripts(`${base}pyodide.js`);
    const load = self.loadPyodide;
    self.loadPyodide = ask;
    const lock = fetch(`${base}pyodide-lock.json`).then((answer) => answer.json());
    const wanted = ["pyodide-kernel", "course"];
    const python = await load({ indexURL: base, packages: wanted, fullStdLib: false });
    const missing = Object.values((await lock).packages)
      .map(({ name }) => name)
      .filter((name) => !(name in python.loadedPackages));
    if (missing.length) throw new Error(`these parts did not arrive whole: ${missing.join(", ")}`);
    say("loading_starts");
    const code = await (await fetch(`${base}start.py`)).text();
    await python.runPythonAsync(code);
    say("ready");
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
