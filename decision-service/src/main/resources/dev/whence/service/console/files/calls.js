// Forms that are calls of the API: what they send, and what is told of the answer. The service asks
// for the same role, token and key as of any other caller.
(() => {
  "use strict";

  const KEPT = "whence-said";

  const tell = (words, secret) => {
    const main = document.getElementById("main");
    const old = document.querySelector(".done");
    if (old) {
      old.remove();
    }
    const place = document.createElement("p");
    place.className = "done";
    place.setAttribute("role", "status");
    place.tabIndex = -1;
    main.insertBefore(place, main.children[1] || null);
    const text = document.createElement("span");
    text.className = "mark good";
    place.append(text);
    // A moment later, so that it is read out as a change.
    setTimeout(() => { text.textContent = words; }, 50);
    if (secret) {
      const shown = document.createElement("code");
      shown.className = "secret";
      shown.textContent = secret;
      const copy = document.createElement("button");
      copy.type = "button";
      copy.className = "quiet small";
      copy.textContent = "Copy";
      copy.addEventListener("click", () => {
        navigator.clipboard.writeText(secret).then(() => { copy.textContent = "Copied"; });
      });
      const once = document.createElement("span");
      once.textContent = " It is shown this once. ";
      place.append(once, shown, " ", copy);
      place.focus();
    }
  };

  const kept = sessionStorage.getItem(KEPT);
  if (kept) {
    sessionStorage.removeItem(KEPT);
    tell(kept);
  }

  const key = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return "console-" + [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  const headers = (form, type) => {
    const all = { Accept: "application/json" };
    const token = form.querySelector("input[name=csrfToken]");
    if (token && token.value) {
      all["X-CSRF-Token"] = token.value;
    }
    if (type) {
      all["Content-Type"] = type;
    }
    return all;
  };

  const body = (form) => {
    const given = JSON.parse(form.dataset.body || "{}");
    for (const field of form.elements) {
      if (!field.name || field.name === "csrfToken") {
        continue;
      }
      if (field.dataset.list !== undefined) {
        given[field.name] = given[field.name] || [];
        if (field.checked) {
          given[field.name].push(field.value);
        }
      } else if (field.dataset.flag !== undefined) {
        if (field.checked) {
          given[field.name] = true;
        }
      } else if (field.value.trim() !== "") {
        given[field.name] = field.dataset.number === undefined ? field.value
          : /^\d+$/.test(field.value.trim()) ? Number(field.value.trim()) : field.value;
      }
    }
    return given;
  };

  const problem = async (answer) => {
    if (answer.status === 401) {
      location.assign("/sign-in?next=" + encodeURIComponent(location.pathname + location.search));
    }
    try {
      return await answer.json();
    } catch {
      return { title: "The service did not answer properly.", detail: "" };
    }
  };

  const outcome = (form) => {
    let place = form.querySelector(".outcome");
    if (!place) {
      place = document.createElement("div");
      place.className = "outcome";
      place.setAttribute("role", "alert");
      form.append(place);
    }
    place.replaceChildren();
    return place;
  };

  const sentence = (place, text) => {
    const line = document.createElement("p");
    line.className = "error";
    line.textContent = text;
    place.append(line);
  };

  // A table of errors, a row each.
  const list = (place, names, errors, values) => {
    const table = document.createElement("table");
    table.className = "list";
    const head = table.createTHead().insertRow();
    for (const name of names) {
      const cell = document.createElement("th");
      cell.scope = "col";
      cell.textContent = name;
      head.append(cell);
    }
    const body = table.createTBody();
    for (const error of errors) {
      const row = body.insertRow();
      for (const value of values(error)) {
        row.insertCell().textContent = value === undefined ? "" : String(value);
      }
    }
    place.append(table);
  };

  // Errors of a text by line; the first one's is marked in it.
  const refuseLines = (form, place, told) => {
    sentence(place, `Nothing was saved: ${told.errors.length} to mend.`);
    list(place, ["Line", "Where", "Value", "What is wrong"], told.errors, (error) =>
      [error.line, (error.pointer || "").slice(1), error.value, error.message]);
    markLine(form, told.errors[0].line);
  };

  const markLine = (form, line) => {
    const text = form.querySelector("textarea");
    if (!text || !line) {
      return;
    }
    const lines = text.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    text.focus();
    text.setSelectionRange(start, start + (lines[line - 1] || "").length);
  };

  const refuse = (form, told) => {
    const place = outcome(form);
    if ((told.errors || []).some((error) => error.line !== undefined)) {
      refuseLines(form, place, told);
      return;
    }
    const rows = (told.errors || []).filter((error) => error.row !== undefined);
    if (rows.length > 0) {
      sentence(place, `${told.title} Nothing was taken: ${(told.errors || []).length} to mend.`);
      list(place, ["Row", "Column", "Value", "What is wrong"], told.errors, (error) =>
        [error.row, error.column, error.value, error.message]);
      return;
    }
    const errors = (told.errors || []).map((error) =>
      `${(error.pointer || error.parameter || error.header || "").replace(/^\//, "")} ${error.message}`.trim());
    sentence(place, [errors.length > 0 ? errors.join("; ") : told.detail || told.title].join(" "));
  };

  const send = async (form, request, path = form.dataset.path) => {
    const button = form.querySelector("button:not([type=button])");
    button.disabled = true;
    form.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(path, request);
      return answer.ok ? { done: answer.status === 204 ? {} : await answer.json() }
        : { refused: await problem(answer) };
    } catch {
      return { refused: { title: "The service did not answer.", detail: "The service did not answer. Try again; nothing is done twice." } };
    } finally {
      button.disabled = false;
      form.removeAttribute("aria-busy");
    }
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.dataset.api === undefined && form.dataset.load === undefined && form.dataset.text === undefined) {
      return;
    }
    event.preventDefault();
    if (form.dataset.text !== undefined) {
      const name = form.querySelector("input[name=name]");
      const told = await send(form, {
        method: "PUT",
        headers: { ...headers(form, "application/json"), "If-Match": `"${form.dataset.revision}"` },
        body: form.querySelector("textarea").value,
      }, form.dataset.path + (name ? "/" + encodeURIComponent(name.value.trim()) : ""));
      if (told.refused) {
        refuse(form, told.refused);
        if (told.refused.line !== undefined) {
          markLine(form, told.refused.line);
        }
      } else {
        sessionStorage.setItem(KEPT, form.dataset.done);
        location.assign(form.dataset.next);
      }
      return;
    }
    if (form.dataset.load !== undefined) {
      const file = form.querySelector("input[type=file]").files[0];
      if (!file) {
        return;
      }
      const told = await send(form, { method: "PUT", headers: headers(form, "text/csv"), body: file });
      if (told.refused) {
        refuse(form, told.refused);
      } else {
        outcome(form);
        const count = told.done.loaded === undefined ? told.done.changed : told.done.loaded;
        finish(`Brought in ${count === undefined ? "" : count + " "}${form.dataset.what} from ${file.name}.`);
      }
      return;
    }
    const method = form.dataset.method;
    const sent = JSON.stringify(body(form));
    const empty = method === "DELETE" || sent === "{}";
    const all = headers(form, empty ? undefined : "application/json");
    if (form.dataset.secret === undefined && method === "POST" && !form.dataset.path.startsWith("/v1/users")
        && !form.dataset.path.startsWith("/v1/shipment-events")) {
      // The same for each try of this form: what was done is not done twice.
      form.dataset.key = form.dataset.key || key();
      all["Idempotency-Key"] = form.dataset.key;
    }
    const told = await send(form, { method, headers: all, body: empty ? undefined : sent });
    if (told.refused) {
      delete form.dataset.key;
      refuse(form, told.refused);
    } else if (form.dataset.secret) {
      form.reset();
      tell(form.dataset.done, told.done[form.dataset.secret]);
      refresh(form.closest("section[aria-labelledby]"));
    } else {
      finish(form.dataset.done);
    }
  });

  // The rest of the page stays: a secret on it is shown this once.
  const refresh = async (section) => {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer || !answer.ok || !section) {
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector(`section[aria-labelledby="${section.getAttribute("aria-labelledby")}"]`);
    if (now) {
      section.replaceWith(now);
    }
  };

  const finish = (words) => {
    sessionStorage.setItem(KEPT, words);
    location.reload();
  };

  for (const place of document.querySelectorAll(".drop")) {
    for (const name of ["dragenter", "dragover"]) {
      place.addEventListener(name, (event) => {
        event.preventDefault();
        place.classList.add("over");
      });
    }
    for (const name of ["dragleave", "drop"]) {
      place.addEventListener(name, () => place.classList.remove("over"));
    }
    place.addEventListener("drop", (event) => {
      event.preventDefault();
      const field = place.querySelector("input[type=file]");
      if (event.dataTransfer.files.length === 1) {
        field.files = event.dataTransfer.files;
        place.closest("form").requestSubmit();
      }
    });
  }
})();
