// The service worker of a site that is read offline. Before this stands `self.surveySteps`, what to keep: a list of
// steps, each an object of paths to hashes of their content. A file is kept under its path and hash, so that builds
// can be kept beside each other and share what is equal.
(function () {
  "use strict";

  const steps = self.surveySteps;
  const files = Object.assign({}, ...steps);
  const scope = self.registration.scope;
  const NAME = `survey at ${scope}`;
  const VERSIONED = "assets/search/"; // below it lie folders whose names change with their content
  const MANIFEST = "assets/search/manifest.js";
  const PATIENCE = 4000; // milliseconds for the network, before a page that is kept is shown instead
  const AT_ONCE = 6; // files fetched at the same time

  const keyOf = (path) => `${scope}${path}?kept=${files[path]}`;
  const isVersioned = (path) => path.startsWith(VERSIONED) && path !== MANIFEST;

  // The path of a file of this site that an address means, null for other addresses. Hosts leave `index.html` out, and
  // some of them `.html`.
  function pathOf(address) {
    const url = new URL(address);
    url.search = url.hash = "";
    if (!url.href.startsWith(scope)) return null;
    const path = decodeURI(url.href.slice(scope.length));
    const names = [path, `${path}.html`, `${path.replace(/\/?$/, path ? "/" : "")}index.html`];
    return names.find((name) => Object.hasOwn(files, name)) || (path.startsWith(VERSIONED) ? path : null);
  }

  // ---- Keeping.

  // A response that came by a redirect cannot answer a navigation; its content can.
  async function plain(response) {
    if (!response.redirected) return response;
    return new Response(await response.blob(), { status: response.status, headers: response.headers });
  }

  async function keep(cache, path) {
    const key = keyOf(path);
    if (await cache.match(key)) return;
    const response = await fetch(scope + path, { cache: isVersioned(path) ? "default" : "no-cache" });
    if (!response.ok) throw new TypeError(`${path} is not there: ${response.status}`);
    await cache.put(key, await plain(response));
  }

  async function keepAll(paths) {
    const cache = await caches.open(NAME);
    const waiting = [...paths];
    const work = async () => {
      while (waiting.length) await keep(cache, waiting.shift());
    };
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, work));
    } finally {
      waiting.length = 0; // where one fails the others end as well
    }
  }

  async function forgetOlder() {
    const cache = await caches.open(NAME);
    const wanted = new Set(Object.keys(files).map((path) => new URL(keyOf(path)).href));
    const kept = await cache.keys();
    await Promise.all(kept.filter(({ url }) => !wanted.has(url)).map((request) => cache.delete(request)));
  }

  let keeping = null;

  // The rest, step by step; what older builds left is needed until all is there.
  async function keepRest() {
    try {
      for (const step of steps) await keepAll(Object.keys(step));
      await forgetOlder();
    } catch (error) {
      if (!["TypeError", "QuotaExceededError", "AbortError"].includes(error.name)) throw error;
      // The network failed or there is no room left: the next page that is opened goes on with it.
    } finally {
      keeping = null;
    }
  }

  self.addEventListener("install", (event) => {
    self.skipWaiting();
    event.waitUntil(keepAll(Object.keys(steps[0])));
  });
  self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
  self.addEventListener("message", (event) => {
    if (event.data !== "keep") return;
    keeping ||= keepRest();
    event.waitUntil(keeping);
  });

  // ---- Answering. What has its version in its path is answered from what is kept; all else from the network as long
  // as there is one, because a new build may have changed it.

  async function kept(path) {
    const cache = await caches.open(NAME);
    const exact = Object.hasOwn(files, path) && (await cache.match(keyOf(path)));
    return exact || (await cache.matchAll(scope + path, { ignoreSearch: true })).pop(); // else that of an older build
  }

  async function answerVersioned(request, path) {
    return (await kept(path)) || fetch(request);
  }

  // Asked of the host and not of what the browser remembers of it, which may think itself fresh. A page that moved is
  // handed over as a redirect, which the browser follows.
  function askHost(request) {
    const isPage = request.mode === "navigate"; // such a request cannot be changed, only asked anew
    return isPage ? fetch(request.url, { cache: "no-cache", redirect: "manual" }) : fetch(request, { cache: "no-cache" });
  }

  async function answerFresh(request, path) {
    const answer = askHost(request);
    const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE, null); });
    try {
      const response = await Promise.race([answer, late]);
      if (response && response.status < 500) return response;
    } catch (error) {
      if (error.name !== "TypeError") throw error; // there is no network
    }
    return (await kept(path)) || answer;
  }

  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const path = request.method === "GET" ? pathOf(request.url) : null;
    if (path === null) return;
    event.respondWith(isVersioned(path) ? answerVersioned(request, path) : answerFresh(request, path));
  });
})();
