// Reload this page when the survey changes. Only `site-builder serve` hands this out; no published site has it.
"use strict";

(function () {
  var shown = new URL(document.currentScript.src).searchParams.get("version");
  var events = null;

  function listen() {
    if (events) {
      return;
    }
    events = new EventSource("/__events");
    events.onmessage = function (event) {
      if (event.data !== shown) {
        hush();
        window.location.reload();
      }
    };
  }

  function hush() {
    if (events) {
      events.close();
      events = null;
    }
  }

  // Browsers allow six connections to a host: a page that nobody looks at must not hold one. When it is looked at
  // again, the first event tells it whether it has missed a change.
  function follow() {
    if (document.visibilityState === "visible") {
      listen();
    } else {
      hush();
    }
  }

  document.addEventListener("visibilitychange", follow);
  window.addEventListener("pagehide", hush);
  window.addEventListener("pageshow", follow);
  follow();
})();
