// Takes the service worker of earlier builds away from browsers that have it, with all that it kept.
(function () {
  "use strict";

  const NAME = `survey at ${self.registration.scope}`;

  self.addEventListener("install", () => self.skipWaiting());
  self.addEventListener("activate", (event) => {
    event.waitUntil(caches.delete(NAME).then(() => self.registration.unregister()));
  });
})();
