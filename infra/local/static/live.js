// Keeps the marked part of a page of this machine up to date; without script one reloads.
"use strict";
(() => {
  const part = document.querySelector("[data-live]");
  if (!part) return;
  let shown = part.innerHTML;
  const look = async () => {
    if (document.visibilityState === "visible") {
      try {
        const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
        const fresh = page.querySelector("[data-live]")?.innerHTML;
        if (fresh && fresh !== shown) part.innerHTML = shown = fresh;
      } catch {
        // The machine was stopped: the next look tells.
      }
    }
    setTimeout(look, 1000);
  };
  setTimeout(look, 1000);
})();
