// Keeps a published site for reading without a network. From a disk there is nothing to keep, and where `serve` shows
// the site to its editor, yesterday's pages would be in the way.
(function () {
  "use strict";

  const worker = new URL("../sw.js", document.currentScript.src);
  const isPublished = /^https?:$/.test(location.protocol) && "serviceWorker" in navigator;
  if (!isPublished || document.querySelector('script[src$="__reload.js"]')) return;

  const { saveData = false } = navigator.connection || {};

  // The worker goes on keeping where the page before left off.
  async function keep() {
    const { active } = await navigator.serviceWorker.ready;
    if (!saveData) active.postMessage("keep");
  }

  addEventListener("load", async () => {
    try {
      navigator.serviceWorker.addEventListener("controllerchange", keep); // that of a new build
      await navigator.serviceWorker.register(worker, { updateViaCache: "none" });
      await keep();
    } catch (error) {
      if (!["SecurityError", "TypeError", "InvalidStateError", "AbortError", "NotSupportedError"].includes(error.name)) throw error;
      // A browser that keeps nothing, or a network that fails: the site works as it does without.
    }
  });
})();
