// A worker that starts Python at once and becomes the kernel's worker when the kernel is there.
"use strict";

self.importScripts("start.js");
self.startPython(new URL("./", self.location.href).href).catch(() => {}); // the page has been told
self.addEventListener("message", (event) => {
  // the next message is the kernel's own and finds its listener
  if (event.data?.browserlabKernel) self.importScripts(event.data.browserlabKernel);
});
