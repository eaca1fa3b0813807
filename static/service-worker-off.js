// Takes the service worker of earlier builds away from browsers that have it, with all that it kept.
(function () {
  "use strict";

  const NAME = `survey at ${self.registration.scope}`;

  self.addEventListener("install", () => self.skipWaiting());
  self.addEventListener("activate", (event) => {
    const forget = () => caches.delete(NAME);
    // Twice, as the worker before this one may just have been keeping something.
    event.waitUntil(forget().then(() => self.registration.unregister()).then(forget));
  });
})();
