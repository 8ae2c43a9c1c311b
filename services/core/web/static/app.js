// What makes pages pleasanter; every page works without it.
"use strict";
(() => {
  const one = (selector, within = document) => within.querySelector(selector);

  // A summary of errors, or a confirmation, is what a person must hear first.
  one("[data-focus]")?.focus();

  // A button pressed says so at once, and a second press does nothing.
  addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    saving.get(form)?.stop();
    const button = event.submitter;
    if (!button || !form.dataset.busy) return;
    setTimeout(() => {
      button.dataset.text = button.textContent;
      button.textContent = form.dataset.busy;
      button.setAttribute("aria-disabled", "true");
    });
  });
  addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
    for (const button of document.querySelectorAll("button[data-text]")) {
      button.textContent = button.dataset.text;
      button.removeAttribute("aria-disabled");
      delete button.dataset.text;
    }
  });

  // Amounts take their separators as they are typed; the caret stays after the same digit.
  const grouped = (input) => {
    if (!/^[\d.\s]*$/.test(input.value)) return;
    const behind = input.value.slice(input.selectionStart).replace(/\D/g, "").length;
    const text = input.value.replace(/\D/g, "").replace(/\B(?=(\d{3})+$)/g, ".");
    if (text === input.value) return;
    input.value = text;
    let at = text.length;
    for (let left = behind; left > 0 && at > 0; at--) if (/\d/.test(text[at - 1])) left--;
    if (text[at - 1] === ".") at--;
    if (document.activeElement === input) input.setSelectionRange(at, at);
  };
  for (const input of document.querySelectorAll("[data-money]")) {
    grouped(input);
    input.addEventListener("input", () => grouped(input));
  }

  // What is one line stays one, though it is typed in two rows.
  for (const input of document.querySelectorAll("[data-line]")) {
    input.addEventListener("input", () => {
      if (!input.value.includes("\n")) return;
      const at = input.selectionStart;
      input.value = input.value.replaceAll("\n", " ");
      input.setSelectionRange(at, at);
    });
  }

  // A day typed is judged against its deadline while it is typed; the server judges again.
  for (const word of document.querySelectorAll("[data-judges]")) {
    const input = document.getElementById(word.dataset.judges);
    input?.addEventListener("input", () => {
      const [, day, month, year] = input.value.match(/^\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})\s*$/) ?? [];
      const typed = year && `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
      const { deadline, early, onTime, late } = word.dataset;
      word.textContent = !typed ? "" : typed < deadline ? early : typed > deadline ? late : onTime;
    });
  }

  // Drafts are saved a moment after the last key, and when the page is put aside.
  const saving = new WeakMap();
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    const status = one("[data-status]", form);
    let timer, request, dirty = false;
    const say = (text) => {
      status.textContent = text;
      // The line stays at the window's foot: what somebody types in does not stay behind it.
      const at = document.activeElement?.getBoundingClientRect(), foot = status.getBoundingClientRect().top;
      if (form.contains(document.activeElement) && at.top < innerHeight && at.bottom > foot) {
        document.activeElement.scrollIntoView({ block: "nearest" });
      }
    };
    const save = async () => {
      clearTimeout(timer);
      if (!dirty || form.dataset.sent) return;
      dirty = false;
      request?.abort();
      request = new AbortController();
      say(form.dataset.saving);
      try {
        const answer = await fetch(form.dataset.autosave, {
          method: "POST", body: new URLSearchParams(new FormData(form)), signal: request.signal,
          keepalive: document.visibilityState === "hidden", redirect: "manual",
        });
        const out = answer.status === 403, token = answer.headers.get("thidua-csrf");
        if (out && token && token !== form.csrf.value) {
          // Signed in again, in another tab: every form here goes on under the new session.
          for (const one of document.forms) if (one.csrf) one.csrf.value = token;
          dirty = true;
          return save();
        }
        one("[data-signin]", form).hidden = !out;
        if (answer.ok) {
          if (form.base) form.base.value = answer.headers.get("thidua-base") ?? form.base.value;
          const text = answer.headers.has("thidua-taken") ? form.dataset.taken : form.dataset.saved;
          return say(text.replace("{time}", decodeURIComponent(answer.headers.get("thidua-saved"))));
        }
        if (answer.status >= 500 || out) dirty = true;
        say(answer.status >= 500 ? form.dataset.failed : out ? form.dataset.out : form.dataset.stale);
      } catch (error) {
        if (error.name === "AbortError") return;
        dirty = true;
        say(form.dataset.failed);
      }
    };
    form.addEventListener("input", () => {
      dirty = true;
      clearTimeout(timer);
      timer = setTimeout(save, 1500);
    });
    addEventListener("visibilitychange", save);
    addEventListener("online", save);
    saving.set(form, { stop: () => { clearTimeout(timer); request?.abort(); } });
  }

  // A file goes to the bucket with a bar that shows how far it is; then its page says what has arrived.
  for (const form of document.querySelectorAll("form[data-upload]")) {
    const status = one("[data-status]", form), bar = one("progress", form), { dataset } = form;
    const opened = performance.now();
    const say = (text) => {
      if (status.textContent !== text) status.textContent = text;
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      if (dataset.sent) return;
      const input = form.elements.file, file = input.files[0];
      const trouble = !file ? dataset.none : !file.size ? dataset.empty : file.size > dataset.most ? dataset.large
        : performance.now() - opened > 14 * 60000 ? dataset.over : "";
      say(trouble);
      if (trouble) return input.focus();
      const body = new FormData(), request = new XMLHttpRequest();
      for (const [name, value] of Object.entries(JSON.parse(dataset.fields))) body.append(name, value);
      body.append("file", file);
      const ended = (text) => {
        say(text);
        bar.hidden = true;
        delete dataset.sent;
      };
      request.upload.onprogress = ({ loaded, total }) => {
        bar.value = Math.floor(100 * loaded / total);
        say(dataset.sending.replace("{percent}", bar.value - bar.value % 10));
      };
      request.onload = () => {
        if (request.status !== 204) return ended(dataset.failed);
        say(dataset.sentText);
        location.assign(dataset.upload);
      };
      request.onerror = request.onabort = () => ended(dataset.failed);
      dataset.sent = "yes";
      bar.value = 0;
      bar.hidden = false;
      request.open("POST", form.action);
      request.send(body);
    });
  }
})();
