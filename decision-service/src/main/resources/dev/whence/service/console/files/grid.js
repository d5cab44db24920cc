// A rule table of a draft, written in as in a spreadsheet. What is shown is saved by itself, over
// the same routes that programs use; what somebody else saved meanwhile is merged or told.
(() => {
  "use strict";

  const editor = document.getElementById("editor");
  if (!editor || !window.Tabulator) {
    return;
  }
  const start = JSON.parse(editor.dataset.start);
  const schema = start.schema;
  const url = `${editor.dataset.at}/tables/${schema.table}`;
  const mayWrite = editor.dataset.may === "write";
  const isFirstMatch = schema.hitPolicy === "first match";
  const ID = "rule id";
  const NOTE = "note";
  const SAVE_AFTER = 700;
  const MOST_UNDONE = 200;

  // Text of a table.

  const parse = (text, separator) => {
    const rows = [];
    let row = [];
    let cell = "";
    let quoted = false;
    for (let i = 0; i < text.length; i++) {
      const c = text[i];
      if (quoted) {
        if (c !== '"') {
          cell += c;
        } else if (text[i + 1] === '"') {
          cell += '"';
          i++;
        } else {
          quoted = false;
        }
      } else if (c === '"' && cell === "") {
        quoted = true;
      } else if (c === separator) {
        row.push(cell);
        cell = "";
      } else if (c === "\n" || c === "\r") {
        if (c === "\r" && text[i + 1] === "\n") {
          i++;
        }
        row.push(cell);
        rows.push(row);
        row = [];
        cell = "";
      } else {
        cell += c;
      }
    }
    if (cell !== "" || row.length > 0) {
      row.push(cell);
      rows.push(row);
    }
    return rows;
  };

  const write = (cells, separator) => {
    const mustQuote = separator === "," ? /[",\r\n]/ : /["\t\r\n]/;
    return cells
      .map((cell) => (mustQuote.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
      .join(separator);
  };

  let lastKey = 0;
  const keyed = (cells) => ({ _key: ++lastKey, ...cells });

  /// Lines above the columns, the columns, and rows by column.
  const read = (text) => {
    const lines = parse(text, ",").filter((line) => line.some((cell) => cell !== ""));
    const at = lines.findIndex((line) => line[0] === ID);
    if (at < 0) {
      return { lines, columns: [ID], rows: [] };
    }
    const columns = lines[at].filter((name, i) => name !== "" && lines[at].indexOf(name) === i);
    const rows = lines.slice(at + 1).map((line) => {
      const cells = {};
      columns.forEach((name) => { cells[name] = (line[lines[at].indexOf(name)] ?? "").trim(); });
      return cells;
    });
    return { lines: lines.slice(0, at), columns, rows };
  };

  const first = read(start.table.text);
  const lines = first.lines;
  let columns = first.columns;
  if (!columns.includes(NOTE)) {
    columns.push(NOTE);
  }
  let revision = start.table.revision;
  let synced = start.table.text;

  const textOf = (rows) => {
    const used = columns.filter((name) =>
      name !== NOTE || rows.some((row) => row[NOTE]));
    return [...lines, used, ...rows.map((row) => used.map((name) => row[name] ?? ""))]
      .map((line) => write(line, ",") + "\n").join("");
  };

  // What is wrong with cells, and what differs from the tables in force.

  const wrong = new Map();
  const changed = new Map();
  const added = new Set();
  const letter = (index) => {
    let name = "";
    for (let i = index; i >= 0; i = Math.floor(i / 26) - 1) {
      name = String.fromCharCode(65 + (i % 26)) + name;
    }
    return name;
  };
  const spot = (key, column) => `${key}|${column}`;

  const schemaColumn = (name) => schema.columns.find((column) => column.name === name);
  const isShown = (name) => name === ID || name === NOTE || schemaColumn(name) !== undefined;

  // The grid.

  const formatted = (cell) => {
    const row = cell.getRow().getData();
    const name = cell.getField();
    const value = cell.getValue() ?? "";
    const element = cell.getElement();
    const errors = wrong.get(spot(row._key, name));
    element.classList.toggle("wrong", errors !== undefined);
    if (errors) {
      element.setAttribute("aria-invalid", "true");
    } else {
      element.removeAttribute("aria-invalid");
    }
    element.classList.toggle("new", added.has(row[ID]));
    element.classList.toggle("changed", changed.has(spot(row[ID], name)));
    if (value !== "") {
      const text = document.createElement("span");
      text.textContent = value;
      return text;
    }
    const column = schemaColumn(name);
    if (column && column.condition) {
      const any = document.createElement("span");
      any.className = "any";
      any.textContent = "any";
      return any;
    }
    return "";
  };

  let typed = null;

  const input = (cell, onRendered, success, cancel) => {
    const column = schemaColumn(cell.getField());
    const field = document.createElement("input");
    field.type = "text";
    field.value = typed ?? cell.getValue() ?? "";
    const began = typed !== null;
    typed = null;
    field.spellcheck = false;
    field.autocomplete = "off";
    field.setAttribute("aria-label", `${cell.getField()} of ${cell.getRow().getData()[ID] || "a new row"}`);
    if (column && column.choices.length > 0) {
      field.setAttribute("list", `choices-${schema.columns.indexOf(column)}`);
    }
    let done = false;
    const finish = (way, value) => {
      if (!done) {
        done = true;
        way(value);
      }
    };
    onRendered(() => {
      field.focus({ preventScroll: true });
      if (began) {
        field.setSelectionRange(field.value.length, field.value.length);
      } else {
        field.select();
      }
    });
    field.addEventListener("blur", () => finish(success, field.value.trim()));
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === "Tab") {
        event.preventDefault();
        event.stopPropagation();
        finish(success, field.value.trim());
        if (event.key === "Enter") {
          step(cell, event.shiftKey ? -1 : 1, 0);
        } else {
          step(cell, 0, event.shiftKey ? -1 : 1);
        }
      } else if (event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
        finish(cancel);
        holder().focus({ preventScroll: true });
      } else {
        event.stopPropagation();
      }
    });
    return field;
  };

  for (const [i, column] of schema.columns.entries()) {
    if (column.choices.length > 0) {
      const list = document.createElement("datalist");
      list.id = `choices-${i}`;
      for (const choice of column.choices) {
        const option = document.createElement("option");
        option.value = choice;
        list.append(option);
      }
      editor.append(list);
    }
  }

  const definition = (name) => {
    const column = schemaColumn(name);
    return {
      title: name,
      field: name,
      frozen: name === ID,
      formatter: formatted,
      editor: mayWrite ? input : undefined,
      minWidth: name === ID ? 150 : 90,
      maxInitialWidth: 260,
      cssClass: column && !column.condition ? "then" : name === NOTE ? "note" : "",
    };
  };

  // How often a row answered in the last thirty days, as a bar at the row's edge.

  const answered = new Map();
  let mostAnswered = 0;

  const bar = (row) => {
    const element = row.getElement();
    const count = answered.get(row.getData()[ID]);
    const share = count && mostAnswered ? Math.max(0.04, count / mostAnswered) : 0;
    element.style.setProperty("--answered", `${Math.round(share * 100)}%`);
  };

  const table = new window.Tabulator("#grid", {
    rowFormatter: bar,
    data: first.rows.map(keyed),
    index: "_key",
    nestedFieldSeparator: false,
    maxHeight: "min(62vh, 720px)",
    layout: "fitDataFill",
    columnDefaults: { headerSort: false, resizable: "header", headerWordWrap: true },
    columns: columns.filter(isShown).map(definition),
    rowHeader: {
      formatter: "rownum",
      title: "#",
      headerSort: false,
      resizable: false,
      frozen: true,
      width: 44,
      hozAlign: "right",
      cssClass: "handle",
      rowHandle: mayWrite,
    },
    movableRows: mayWrite,
    selectableRange: 1,
    selectableRangeRows: true,
    selectableRangeAutoFocus: true,
    editTriggerEvent: "dblclick",
    placeholder: "No row. Insert one.",
  });

  const holder = () => editor.querySelector(".tabulator-tableholder");
  const rows = () => table.getRows().map((row) => row.getData());
  const shownRows = () => table.getRows("active");
  const shownColumns = () => table.getColumns().filter((column) => column.getField());
  const range = () => table.getRanges()[0];
  const activeCell = () => {
    const chosen = range()?.getStructuredCells() ?? [];
    return chosen[0]?.find((cell) => cell.getField());
  };

  const choose = (row, field, toRow = row, toField = field) => {
    const from = row.getCell(field);
    const to = toRow.getCell(toField);
    if (!from || !to) {
      return;
    }
    range()?.setBounds(from, to);
    table.modules.selectRange?.layoutElement?.();
    told();
  };

  const step = (cell, down, right) => {
    const all = shownRows();
    const fields = shownColumns().map((column) => column.getField());
    const at = all.findIndex((row) => row.getIndex() === cell.getRow().getIndex());
    const row = all[Math.min(all.length - 1, Math.max(0, at + down))];
    const field = fields[Math.min(fields.length - 1, Math.max(0, fields.indexOf(cell.getField()) + right))];
    choose(row, field);
    holder().focus({ preventScroll: true });
  };

  // Nothing is drawn anew under somebody who types.

  const isEditing = () => document.activeElement?.closest(".tabulator-editing") != null;

  const notEditing = async () => {
    while (isEditing()) {
      await new Promise((resolve) => { setTimeout(resolve, 100); });
    }
  };

  const undrawn = new Set();
  const redraw = (row) => {
    if (isEditing() && row.getElement().contains(document.activeElement)) {
      undrawn.add(row.getIndex());
    } else {
      row.reformat();
    }
  };
  const drawRest = () => {
    for (const key of [...undrawn]) {
      undrawn.delete(key);
      const row = table.getRow(key);
      if (row) {
        redraw(row);
      }
    }
  };

  // Undo: what the whole table was before each change.

  const copy = (all) => all.map((row) => ({ ...row }));
  let current = null;
  const before = [];
  const after = [];

  const same = (some, others) =>
    some.length === others.length &&
    some.every((row, i) => Object.keys(row).every((name) => row[name] === others[i][name]));

  /// The library may tell the same change twice.
  const didChange = () => {
    const now = copy(rows());
    if (same(now, current)) {
      return;
    }
    before.push({ rows: current, columns: shownColumns().length });
    if (before.length > MOST_UNDONE) {
      before.shift();
    }
    after.length = 0;
    current = now;
    enable();
    saveSoon();
  };

  const show = async (data) => {
    const cell = activeCell();
    const key = cell?.getRow().getIndex();
    const field = cell?.getField();
    const scrolled = holder().scrollTop;
    await table.replaceData(copy(data));
    holder().scrollTop = scrolled;
    const row = table.getRow(key) || shownRows()[0];
    if (row && field) {
      choose(row, field);
    }
  };

  const travel = async (from, to, words) => {
    const state = from.pop();
    if (!state) {
      return;
    }
    to.push({ rows: current });
    current = state.rows;
    await show(current);
    enable();
    saveSoon();
    say(words);
  };

  const enable = () => {
    button("undo").disabled = before.length === 0;
    button("redo").disabled = after.length === 0;
  };

  // Changes.

  const blank = () => {
    const cells = {};
    for (const column of shownColumns()) {
      cells[column.getField()] = "";
    }
    return keyed(cells);
  };

  const chosenRows = () => {
    const some = (range()?.getRows() ?? []).map((row) => row.getIndex());
    return shownRows().filter((row) => some.includes(row.getIndex()));
  };

  const insert = async (above) => {
    clearFilter();
    const chosen = chosenRows();
    const beside = above ? chosen[0] : chosen.at(-1);
    const row = beside
      ? await table.addRow(blank(), above, beside)
      : await table.addRow(blank(), false);
    didChange();
    choose(row, ID);
    holder().focus({ preventScroll: true });
  };

  const remove = async () => {
    const chosen = chosenRows();
    if (chosen.length === 0) {
      return;
    }
    const all = shownRows();
    const next = all[all.indexOf(chosen.at(-1)) + 1] ?? all[all.indexOf(chosen[0]) - 1];
    const field = activeCell()?.getField() ?? ID;
    for (const row of chosen) {
      await row.delete();
    }
    didChange();
    if (next) {
      choose(next, field);
    }
    say(`${chosen.length === 1 ? "1 row" : `${chosen.length} rows`} deleted. Undo brings back what was there.`);
  };

  const moveRows = async (down) => {
    const chosen = chosenRows();
    const all = shownRows();
    const field = activeCell()?.getField() ?? ID;
    const beside = down ? all[all.indexOf(chosen.at(-1)) + 1] : all[all.indexOf(chosen[0]) - 1];
    if (!beside || chosen.length === 0) {
      return;
    }
    // The one row beside moves to the other end of those that are chosen.
    beside.move(down ? chosen[0] : chosen.at(-1), down);
    didChange();
    choose(chosen[0], field, chosen.at(-1), field);
  };

  const setCells = (pairs) => {
    const different = pairs.filter(([cell, value]) => (cell.getValue() ?? "") !== value);
    table.blockRedraw();
    for (const [cell, value] of different) {
      cell.setValue(value);
    }
    table.restoreRedraw();
    if (different.length > 0) {
      didChange();
    }
  };

  const chosenCells = () =>
    (range()?.getStructuredCells() ?? []).map((line) => line.filter((cell) => cell.getField()));

  const clear = () => setCells(chosenCells().flat().map((cell) => [cell, ""]));

  const fillDown = () => {
    const cells = chosenCells();
    setCells(cells.slice(1).flatMap((line) =>
      line.map((cell, i) => [cell, cells[0][i].getValue() ?? ""])));
  };

  const paste = async (text) => {
    const lines = parse(text.replace(/(\r?\n)+$/, ""), "\t");
    const cell = activeCell();
    if (!cell || lines.length === 0) {
      return;
    }
    const one = lines.length === 1 && lines[0].length === 1;
    if (one) {
      setCells(chosenCells().flat().map((each) => [each, lines[0][0].trim()]));
      return;
    }
    const fields = shownColumns().map((column) => column.getField());
    const left = fields.indexOf(cell.getField());
    let all = shownRows();
    const top = all.findIndex((row) => row.getIndex() === cell.getRow().getIndex());
    const isBlank = fields.every((field) => !all[top].getData()[field]);
    // Into a blank row: as many more as it takes. Else over what is there, and beyond the end.
    const room = isBlank ? 1 : all.length - top;
    let last = all[top + room - 1];
    for (let i = room; i < lines.length; i++) {
      last = await table.addRow(blank(), false, last);
    }
    all = shownRows();
    table.blockRedraw();
    for (const [i, line] of lines.entries()) {
      for (const [j, value] of line.entries()) {
        if (left + j < fields.length) {
          all[top + i].getCell(fields[left + j]).setValue(value.trim());
        }
      }
    }
    table.restoreRedraw();
    didChange();
    const right = fields[Math.min(fields.length - 1, left + Math.max(...lines.map((line) => line.length)) - 1)];
    choose(all[top], fields[left], all[top + lines.length - 1], right);
    say(`${lines.length} rows pasted.`);
  };

  // Keys, clipboard, buttons.

  const edit = (begin) => {
    const cell = activeCell();
    if (cell && mayWrite) {
      typed = begin;
      cell.edit(true);
    }
  };

  const keys = (event) => {
    if (isEditing() || !mayWrite) {
      return;
    }
    const control = event.ctrlKey || event.metaKey;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const act = (what) => {
      event.preventDefault();
      event.stopPropagation();
      what();
    };
    if (control && key === "z" && !event.shiftKey) {
      act(() => travel(before, after, "Undone."));
    } else if (control && (key === "y" || (key === "z" && event.shiftKey))) {
      act(() => travel(after, before, "Done again."));
    } else if (control && key === "d") {
      act(fillDown);
    } else if (control && event.key === "Enter") {
      act(() => insert(event.shiftKey));
    } else if (event.altKey && event.key === "Insert") {
      act(() => insert(true));
    } else if (control && event.key === "Delete") {
      act(remove);
    } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      act(() => moveRows(event.key === "ArrowDown"));
    } else if (event.key === "Delete" || event.key === "Backspace") {
      act(clear);
    } else if (event.key === "F2" || event.key === "Enter") {
      act(() => edit(null));
    } else if (event.key.length === 1 && !control && !event.altKey) {
      act(() => edit(event.key));
    }
  };

  const grid = document.getElementById("grid");
  grid.addEventListener("keydown", keys, true);
  grid.addEventListener("copy", (event) => {
    if (!isEditing()) {
      const text = chosenCells()
        .map((line) => write(line.map((cell) => cell.getValue() ?? ""), "\t")).join("\n");
      event.clipboardData.setData("text/plain", text);
      event.preventDefault();
    }
  });
  grid.addEventListener("cut", (event) => {
    if (!isEditing() && mayWrite) {
      const text = chosenCells()
        .map((line) => write(line.map((cell) => cell.getValue() ?? ""), "\t")).join("\n");
      event.clipboardData.setData("text/plain", text);
      event.preventDefault();
      clear();
    }
  });
  grid.addEventListener("paste", (event) => {
    if (!isEditing() && mayWrite) {
      event.preventDefault();
      paste(event.clipboardData.getData("text/plain"));
    }
  });

  const button = (what) => editor.querySelector(`[data-do=${what}]`);
  const deeds = {
    undo: () => travel(before, after, "Undone."),
    redo: () => travel(after, before, "Done again."),
    above: () => insert(true),
    below: () => insert(false),
    remove,
    up: () => moveRows(false),
    down: () => moveRows(true),
    past: () => pastOrders(),
  };
  for (const [what, deed] of Object.entries(deeds)) {
    button(what).disabled = !mayWrite && what !== "past";
    button(what).addEventListener("click", () => deed());
  }

  /// The column before which another one belongs.
  const nextOf = (name) => {
    const order = schema.columns.map((column) => column.name);
    return order.slice(order.indexOf(name) + 1).find((each) => columns.includes(each)) ?? NOTE;
  };

  const adder = editor.querySelector("[data-column]");
  const offerColumns = () => {
    adder.length = 1;
    for (const column of schema.columns) {
      if (!columns.includes(column.name)) {
        adder.add(new Option(column.name, column.name));
      }
    }
    adder.disabled = !mayWrite || adder.length === 1;
  };
  adder.addEventListener("change", async () => {
    const name = adder.value;
    if (!name) {
      return;
    }
    const next = nextOf(name);
    columns.splice(columns.indexOf(next), 0, name);
    await table.addColumn(definition(name), true, next);
    offerColumns();
    didChange();
    const row = chosenRows()[0] ?? shownRows()[0];
    if (row) {
      choose(row, name);
    }
    say(`Column ${name} added.`);
  });

  const filter = editor.querySelector("[data-filter]");
  const clearFilter = () => {
    if (filter.value !== "") {
      filter.value = "";
      table.clearFilter();
    }
  };
  filter.addEventListener("input", () => {
    const letters = filter.value.trim().toLowerCase();
    if (letters === "") {
      table.clearFilter();
    } else {
      table.setFilter((row) =>
        columns.some((name) => (row[name] ?? "").toLowerCase().includes(letters)));
    }
  });

  // A file of a spreadsheet program in place of the table.

  const upload = editor.querySelector("[data-upload]");
  upload.disabled = !mayWrite;
  upload.addEventListener("change", async () => {
    const file = upload.files[0];
    upload.value = "";
    if (!file) {
      return;
    }
    if (waits || saving) {
      tell("Not read: wait until what you wrote is saved, then choose the file again", "bad");
      return;
    }
    tell(`Reading ${file.name}…`);
    const answer = await fetch(`${url}/file`, {
      method: "PUT",
      headers: headers({ "Content-Type": "application/octet-stream", "If-Match": `"${revision}"` }),
      body: file,
    }).catch(() => null);
    if (answer && answer.ok) {
      const view = await answer.json();
      for (const name of read(view.text).columns) {
        if (!columns.includes(name) && isShown(name)) {
          const next = nextOf(name);
          columns.splice(columns.indexOf(next), 0, name);
          await table.addColumn(definition(name), true, next);
        }
      }
      offerColumns();
      revision = view.revision;
      synced = view.text;
      before.push({ rows: current });
      after.length = 0;
      current = read(view.text).rows.map(keyed);
      await show(current);
      enable();
      tell("Saved", "good");
      marked(view);
      say([`${file.name} is in.`, ...view.notes].join(" "));
      return;
    }
    const body = answer ? await answer.json() : { detail: "The service does not answer." };
    tell(`${file.name} was not read; nothing has changed`, "bad");
    const box = document.createElement("div");
    box.className = "warned";
    box.setAttribute("role", "alert");
    const words = document.createElement("p");
    words.textContent = (body.detail ?? "").replaceAll("\n", " ");
    const list = document.createElement("ul");
    for (const sentence of body.tableErrors ?? body.errors ?? []) {
      const item = document.createElement("li");
      item.textContent = typeof sentence === "string" ? sentence : sentence.message;
      list.append(item);
    }
    box.append(words, list);
    problems.prepend(box);
  });

  // Words.

  const said = document.getElementById("said");
  const say = (words) => { if (said) { said.textContent = words; } };
  const meaning = document.getElementById("meaning");

  const told = () => {
    const cell = activeCell();
    if (!cell) {
      return;
    }
    const name = cell.getField();
    const row = cell.getRow().getData();
    const column = schemaColumn(name);
    const words = [];
    for (const error of wrong.get(spot(row._key, name)) ?? []) {
      words.push(error[0].toUpperCase() + error.slice(1));
    }
    if (changed.has(spot(row[ID], name))) {
      words.push(`Was ${changed.get(spot(row[ID], name)) || "any"}.`);
    }
    if (answered.size > 0 && row[ID]) {
      const count = answered.get(row[ID]) ?? 0;
      words.push(`Answered in ${count === 1 ? "1 decision" : `${count.toLocaleString("en-US")} decisions`} of the last 30 days.`);
    }
    if (name === ID) {
      words.push("rule id: stored with every decision; keep it when the row changes a little.");
    } else if (name === NOTE) {
      words.push("note: for people; nothing reads it.");
    } else if (column) {
      words.push(`${name}: ${column.meaning}. ${column.condition ? "Tests" : "Answers"} ${column.expected}.`);
    }
    meaning.textContent = words.join(" ");
  };
  table.on("rangeChanged", told);
  table.on("rangeAdded", told);

  // Saving.

  const saved = editor.querySelector("[data-saved]");
  let csrf = editor.dataset.csrf;
  let timer = null;
  let saving = false;
  let waits = false;
  let stopped = false;
  let failures = 0;
  /// Why it is tried again by itself: "service", "session", or empty. What is told of it stays.
  let trouble = "";

  const tell = (words, tone) => {
    trouble = "";
    saved.textContent = words;
    saved.className = `saved ${tone ?? ""}`;
  };

  const saveSoon = () => {
    waits = true;
    if (!stopped) {
      if (!trouble) {
        tell("Not saved yet");
      }
      clearTimeout(timer);
      timer = setTimeout(save, SAVE_AFTER);
    }
  };

  const headers = (more) => {
    const all = { Accept: "application/json", ...more };
    if (csrf) {
      all["X-CSRF-Token"] = csrf;
    }
    return all;
  };

  const save = async () => {
    if (saving || stopped) {
      return;
    }
    saving = true;
    waits = false;
    if (!trouble) {
      tell("Saving…");
    }
    const text = textOf(rows());
    try {
      const answer = await fetch(url, {
        method: "PUT",
        headers: headers({ "Content-Type": "application/json", "If-Match": `"${revision}"` }),
        body: JSON.stringify({ text }),
      });
      const body = await answer.json();
      if (answer.ok) {
        failures = 0;
        revision = body.revision;
        synced = text;
        tell("Saved", "good");
        marked(body);
      } else if (answer.status === 412) {
        await overtaken(body);
      } else if (answer.status === 401 || answer.status === 403) {
        await asked(body);
      } else if (answer.status >= 500) {
        again(body.detail);
      } else {
        stopped = true;
        tell(`Not saved: ${(body.detail ?? answer.statusText).replaceAll("\n", " ")}`, "bad");
      }
    } catch {
      again("The service does not answer.");
    } finally {
      saving = false;
      if (waits && !stopped && !trouble) {
        saveSoon();
      }
    }
  };

  const again = (why) => {
    failures++;
    waits = true;
    tell(`Not saved: ${why.replaceAll("\n", " ")} Trying again; nothing is lost while this page is open.`, "bad");
    trouble = "service";
    clearTimeout(timer);
    timer = setTimeout(save, Math.min(15000, 500 * 2 ** failures));
  };

  /// The session has ended: another one counts as well.
  const asked = async (body) => {
    const answer = await fetch("/v1/whoami", { headers: { Accept: "application/json" } });
    const who = await answer.json();
    waits = true;
    if (who.csrfToken && who.csrfToken !== csrf) {
      csrf = who.csrfToken;
      trouble = "";
      return;
    }
    if (trouble !== "session") {
      tell("", "bad");
      const link = document.createElement("a");
      link.href = "/sign-in";
      link.target = "_blank";
      link.textContent = "Sign in in another window";
      saved.append(`Not saved: ${(body.detail ?? "").split("\n")[0]} `, link, ", then it goes on here.");
      trouble = "session";
    }
    clearTimeout(timer);
    timer = setTimeout(save, 3000);
  };

  window.addEventListener("beforeunload", (event) => {
    if (waits || saving) {
      event.preventDefault();
    }
  });

  // Somebody else has saved: cells that only one side changed are merged, the others are asked about.

  const byId = (all) => new Map(all.map((row) => [row[ID], row]));

  const overtaken = async (body) => {
    const answer = await fetch(url, { headers: headers() });
    if (!answer.ok) {
      again(body.detail);
      return;
    }
    const view = await answer.json();
    await notEditing();
    const base = byId(read(synced).rows);
    const theirs = read(view.text);
    for (const name of theirs.columns) {
      if (!columns.includes(name) && isShown(name)) {
        const next = nextOf(name);
        columns.splice(columns.indexOf(next), 0, name);
        await table.addColumn(definition(name), true, next);
      }
    }
    const mine = copy(rows());
    const conflicts = [];
    const merged = merge(base, mine, theirs.rows, conflicts);
    revision = view.revision;
    synced = view.text;
    current = merged;
    await show(merged);
    const author = (body.detail ?? "").split(" ")[0];
    if (conflicts.length === 0) {
      say(`${author} has saved meanwhile; both changes are in.`);
      tell(`${author} has saved meanwhile; both changes are in. Saving…`);
      waits = true;
      return;
    }
    stopped = true;
    ask(author, conflicts);
  };

  const merge = (base, mine, theirs, conflicts) => {
    const theirIds = byId(theirs);
    const myIds = byId(mine);
    const merged = mine.filter((row) => theirIds.has(row[ID]) || !base.has(row[ID]));
    for (const row of merged) {
      const their = theirIds.get(row[ID]);
      if (!their) {
        continue;
      }
      const was = base.get(row[ID]) ?? {};
      for (const name of columns) {
        const value = their[name] ?? "";
        if (value === (was[name] ?? "") || value === (row[name] ?? "")) {
          continue;
        }
        if ((row[name] ?? "") === (was[name] ?? "")) {
          row[name] = value;
        } else {
          conflicts.push({ key: row._key, id: row[ID], name, mine: row[name] ?? "", theirs: value });
        }
      }
    }
    theirs.forEach((their, i) => {
      if (!myIds.has(their[ID]) && !base.has(their[ID])) {
        const previous = merged.findIndex((row) => row[ID] === theirs[i - 1]?.[ID]);
        merged.splice(previous + 1, 0, keyed({ ...their }));
      }
    });
    return merged;
  };

  const problems = editor.querySelector("[data-problems]");
  let listed = null;
  let proved = null;
  let asking = false;
  let askAgain = false;

  const ask = (author, conflicts) => {
    tell(`Not saved: ${author} and you changed the same cells`, "bad");
    const box = document.createElement("div");
    box.className = "warned";
    box.setAttribute("role", "alert");
    const words = document.createElement("p");
    words.textContent = `${author} has saved other values in cells that you changed, too. Which count?`;
    const list = document.createElement("ul");
    for (const each of conflicts) {
      const item = document.createElement("li");
      item.textContent = `${each.id}, ${each.name}: you "${each.mine || "any"}", ${author} "${each.theirs || "any"}"`;
      list.append(item);
    }
    const choice = (label, apply) => {
      const one = document.createElement("button");
      one.type = "button";
      one.className = "quiet";
      one.textContent = label;
      one.addEventListener("click", () => {
        box.remove();
        stopped = false;
        apply();
        saveSoon();
      });
      return one;
    };
    box.append(words, list, choice("Mine", () => {}), " ", choice(`Those of ${author}`, () => {
      setCells(conflicts.map((each) => [table.getRow(each.key).getCell(each.name), each.theirs]));
    }));
    problems.prepend(box);
  };

  // What the service says about the table.

  /// Without the place in a file, which nobody looks at here.
  const bare = (message) => message.replace(/^\S+\.csv(, row \d+)?(, column [A-Z]+( \([^)]*\))?)?: /, "");

  const marked = (view) => {
    const stale = new Set([...wrong.keys(), ...changed.keys()].map((key) => key.split("|")[0]));
    wrong.clear();
    changed.clear();
    added.clear();
    const all = table.getRows();
    const sent = read(synced);
    const sentColumns = parse(synced, ",").find((line) => line[0] === ID) ?? [];
    const head = sent.lines.length + 1;
    for (const error of view.errors) {
      const row = error.row ? all[error.row - head - 1] : undefined;
      const at = error.column ? [...sentColumns.keys()].find((i) => letter(i) === error.column) : 0;
      if (row) {
        const key = spot(row.getIndex(), sentColumns[at ?? 0] ?? ID);
        wrong.set(key, [...(wrong.get(key) ?? []), bare(error.message)]);
      }
    }
    for (const change of view.difference) {
      if (change.change === "row-added") {
        added.add(change.ruleId);
      } else if (change.change === "cell-changed") {
        changed.set(spot(change.ruleId, change.column), change.before);
      }
    }
    const touched = new Set([...stale, ...wrong.keys(), ...changed.keys()].map((key) => String(key).split("|")[0]));
    for (const row of all) {
      const data = row.getData();
      if (touched.has(String(data._key)) || touched.has(data[ID]) || added.has(data[ID]) || data._new) {
        redraw(row);
      }
    }
    told();
    list(view);
    analyze();
  };

  const entry = (tone, name, words, jump) => {
    const item = document.createElement("li");
    item.className = "found";
    const mark = document.createElement("span");
    mark.className = `mark ${tone}`;
    mark.textContent = name;
    item.append(mark, " ");
    if (jump) {
      const link = document.createElement("a");
      link.href = "#grid";
      link.className = "jump";
      link.textContent = words;
      link.addEventListener("click", (event) => {
        event.preventDefault();
        jump();
      });
      item.append(link);
    } else {
      item.append(words);
    }
    return item;
  };

  const jumpTo = async (row, field) => {
    clearFilter();
    await table.scrollToRow(row, "center", false).catch(() => {});
    choose(row, field);
    holder().focus({ preventScroll: true });
  };

  const list = (view) => {
    const all = table.getRows();
    const sentColumns = parse(synced, ",").find((line) => line[0] === ID) ?? [];
    const head = read(synced).lines.length + 1;
    const place = listed ?? document.createElement("section");
    listed = place;
    place.setAttribute("aria-label", "Problems");
    const title = document.createElement("h2");
    const items = document.createElement("ul");
    items.className = "plain";
    for (const error of view.errors.slice(0, 100)) {
      const row = error.row ? all[error.row - head - 1] : undefined;
      const at = error.column ? [...sentColumns.keys()].find((i) => letter(i) === error.column) : 0;
      const name = sentColumns[at ?? 0] || ID;
      const place = row ? `${row.getData()[ID] || `row ${row.getPosition()}`}, ${name}: ` : "";
      const item = entry("bad", "Error", place + (row ? bare(error.message) : error.message),
        row ? () => jumpTo(row, name) : null);
      if (mayWrite && error.message.includes("a last row without conditions")) {
        const one = document.createElement("button");
        one.type = "button";
        one.className = "quiet small";
        one.textContent = "Add a last row for all other cases";
        one.addEventListener("click", () => close({ ruleId: "otherwise", cells: {} }));
        item.append(" ", one);
      }
      items.append(item);
    }
    for (const reading of view.readAs.filter((each) => each.change === "cell-changed").slice(0, 50)) {
      const row = all.find((each) => each.getData()[ID] === reading.ruleId);
      const item = entry("calm", "Read as", `${reading.ruleId}, ${reading.column}: ${reading.before || "blank"} is read as ${reading.after || "any"}`,
        row ? () => jumpTo(row, reading.column) : null);
      items.append(item);
    }
    title.textContent = view.errors.length === 0 ? "Every cell can be read" : `${view.errors.length === 1 ? "1 problem" : `${view.errors.length} problems`}`;
    place.replaceChildren(title, items);
    const readings = view.readAs.filter((each) => each.change === "cell-changed" && each.after);
    if (readings.length > 0 && mayWrite) {
      const one = document.createElement("button");
      one.type = "button";
      one.className = "quiet";
      one.textContent = "Write them so";
      one.addEventListener("click", () => {
        const ids = new Map(table.getRows().map((row) => [row.getData()[ID], row]));
        setCells(readings.filter((each) => ids.has(each.ruleId) && columns.includes(each.column))
          .map((each) => [ids.get(each.ruleId).getCell(each.column), each.after]));
      });
      place.append(one);
    }
    if (!place.isConnected) {
      problems.append(place);
    }
  };

  /// One at a time: of a long table it takes seconds, and the service goes on with what nobody
  /// waits for any more.
  const analyze = async () => {
    askAgain = asking;
    if (asking) {
      return;
    }
    asking = true;
    const answer = await fetch(`${editor.dataset.at}/analysis`, { headers: headers() }).catch(() => null);
    asking = false;
    if (askAgain) {
      analyze();
      return;
    }
    if (!answer || !answer.ok) {
      return;
    }
    const analysis = (await answer.json()).tables.find((each) => each.table === schema.table);
    if (!analysis) {
      proved?.remove(); // some cell cannot be read, so that nothing can be said of the rows
      return;
    }
    const place = proved ?? document.createElement("section");
    proved = place;
    place.setAttribute("aria-label", "What can be proved");
    const title = document.createElement("h2");
    const telling = analysis.findings.filter((each) => each.severity !== "NOTE" || each.kind === "LEFT_TO_LAST_ROW");
    const notes = analysis.findings.length - telling.length;
    title.textContent = telling.length === 0
      ? "Every case is decided, every row can answer"
      : `${telling.length === 1 ? "1 finding" : `${telling.length} findings`}`;
    const items = document.createElement("ul");
    items.className = "plain";
    for (const finding of telling.slice(0, 100)) {
      const cell = finding.cells.find((each) => each.ruleId && each.table === schema.table);
      const row = cell && table.getRows().find((each) => each.getData()[ID] === cell.ruleId);
      const tone = { ERROR: "bad", WARNING: "warn", NOTE: "calm" }[finding.severity];
      const name = { ERROR: "Error", WARNING: "Warning", NOTE: "Note" }[finding.severity];
      const item = entry(tone, name, finding.message,
        row ? () => jumpTo(row, columns.includes(cell.column) ? cell.column : ID) : null);
      if (finding.row && mayWrite) {
        const one = document.createElement("button");
        one.type = "button";
        one.className = "quiet small";
        one.textContent = "Add the row that closes it";
        one.addEventListener("click", () => close(finding.row));
        item.append(" ", one);
      }
      items.append(item);
    }
    for (const sentence of analysis.undecided) {
      items.append(entry("calm", "Left open", sentence, null));
    }
    place.replaceChildren(title, items);
    if (notes > 0) {
      const more = document.createElement("p");
      more.className = "faint";
      more.textContent = `And ${notes === 1 ? "1 note" : `${notes} notes`} on how the table works: rows that share cases, and the like.`;
      place.append(more);
    }
    if (!place.isConnected) {
      problems.append(place);
    }
  };

  const count30 = async () => {
    const answer = await fetch(`/v1/rule-sets/${editor.dataset.base}/coverage`, { headers: headers() })
      .catch(() => null);
    if (!answer || !answer.ok) {
      return;
    }
    const one = (await answer.json()).tables.find((each) => each.table === schema.table);
    for (const row of one?.rows ?? []) {
      answered.set(row.ruleId, row.decisions);
      mostAnswered = Math.max(mostAnswered, row.decisions);
    }
    table.getRows().forEach(redraw);
    told();
  };

  // Recorded orders that the row under the cursor touches, and how they went.

  let past = null;
  const money = (minor, currency) => {
    const format = new Intl.NumberFormat("en-US", { style: "currency", currency });
    return format.format(minor / 10 ** format.resolvedOptions().maximumFractionDigits);
  };
  const pastOrders = async () => {
    const row = activeCell()?.getRow().getData();
    if (!row) {
      return;
    }
    const place = past ?? document.createElement("section");
    past = place;
    place.setAttribute("aria-label", "Past orders");
    const title = document.createElement("h2");
    title.textContent = `Looking for past orders that ${row[ID] || "this row"} touches…`;
    place.replaceChildren(title);
    if (!place.isConnected) {
      problems.prepend(place);
    }
    const cells = {};
    for (const column of schema.columns) {
      if (column.condition && row[column.name]) {
        cells[column.name] = row[column.name];
      }
    }
    const answer = await fetch(`${editor.dataset.at}/touched`, {
      method: "POST",
      headers: headers({ "Content-Type": "application/json" }),
      body: JSON.stringify({ table: schema.table, cells }),
    }).catch(() => null);
    const body = answer ? await answer.json() : { detail: "The service does not answer." };
    if (!answer || !answer.ok) {
      title.textContent = "Past orders cannot be told";
      const why = document.createElement("p");
      why.textContent = [body.detail, ...(body.errors ?? []).map((each) => each.message)].join(" ");
      place.append(why);
      return;
    }
    title.textContent = `${row[ID] || "This row"} touches ${body.matched.toLocaleString("en-US")} of the newest ${body.looked.toLocaleString("en-US")} decisions`;
    const words = document.createElement("p");
    words.textContent = body.matched === 0
      ? (body.all ? "More are not recorded." : "Older ones were not looked at.")
      : `Of their parcels ${body.onTime} came on time, ${body.late} late, of ${body.open} it is not known yet; ${body.returnedUnits} units came back. ` +
        body.costs.map((cost) => `Expected cost on average ${money(cost.mean, cost.currency)}.`).join(" ");
    const items = document.createElement("ul");
    items.className = "plain";
    for (const example of body.examples) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `/console/decisions/${example.decisionId}`;
      link.textContent = example.orderId;
      item.append(link, ` ${example.at.slice(0, 16).replace("T", " ")} UTC, ${example.onTime} on time, ${example.late} late, ${example.open} open`);
      items.append(item);
    }
    place.append(words, items);
    say(title.textContent);
  };

  const close = async (row) => {
    clearFilter();
    for (const name of Object.keys(row.cells)) {
      if (!columns.includes(name)) {
        const next = nextOf(name);
        columns.splice(columns.indexOf(next), 0, name);
        await table.addColumn(definition(name), true, next);
      }
    }
    offerColumns();
    const all = table.getRows();
    const last = all.at(-1);
    const isDefault = isFirstMatch && last && schema.columns.every((column) =>
      !column.condition || !last.getData()[column.name]);
    const fresh = { ...blank(), ...row.cells, [ID]: row.ruleId };
    const made = last ? await table.addRow(fresh, isDefault, last) : await table.addRow(fresh, false);
    didChange();
    const open = columns.find((name) => schemaColumn(name) && !schemaColumn(name).condition) ?? ID;
    await jumpTo(made, open);
    say(`Row ${row.ruleId} added. Say what it answers.`);
  };

  // Beginning.

  table.on("cellEdited", () => {
    didChange();
    setTimeout(drawRest);
  });
  table.on("cellEditCancelled", () => setTimeout(drawRest));
  table.on("rowMoved", () => {
    table.getRows().forEach(redraw);
    didChange();
  });
  table.on("tableBuilt", () => {
    current = copy(rows());
    enable();
    offerColumns();
    if (!mayWrite) {
      tell("Only to read");
    } else {
      tell(revision === 0 ? "As in the tables in force" : "Saved", revision === 0 ? "" : "good");
    }
    grid.setAttribute("aria-label", `Rows of ${schema.table}`);
    for (const inner of grid.querySelectorAll(".tabulator-header-contents")) {
      inner.setAttribute("role", "presentation"); // a row group within a row group says nothing
    }
    grid.querySelector(".tabulator-header").removeAttribute("tabindex");
    grid.querySelector(".tabulator-table").setAttribute("role", "presentation");
    holder().setAttribute("role", "rowgroup"); // it scrolls, so it takes the focus
    marked(start.table);
    count30();
    document.documentElement.dataset.grid = "ready";
  });
})();
