/* What a grid page listens to: keys, the clipboard, its buttons, and leaving it. */
(function () {
  "use strict";
  const grid = window.RemitGrid;
  const page = grid?.page;
  if (!page) return;
  const { element, form, find, table, history, say } = page;

  /* The keyboard */

  const STEPS = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
  };

  function move(event, [down, right]) {
    const { row, column } = table.place(page.current);
    if (event.shiftKey) page.anchor = page.anchor || page.current;
    page.keep(page.current);
    page.go(row + down, column + right, event.shiftKey);
  }

  function enter(event) {
    const { row, column } = table.place(page.current);
    page.keep(page.current);
    if (!event.shiftKey && row === table.rows().length - 1) page.addRow(1);
    else page.go(row + (event.shiftKey ? -1 : 1), column);
  }

  function breakLine(control) {
    if (control.tagName !== "TEXTAREA") return;
    control.setRangeText("\n", control.selectionStart, control.selectionEnd, "end");
    control.rows = control.value.split("\n").length;
    page.editing = true;
  }

  function escape(control) {
    if (control.value !== page.before) table.put(control, page.before);
    page.editing = false;
    page.anchor = null;
    page.pick();
    control.select?.();
  }

  function editingKey(event) {
    const control = event.target;
    if (event.key === "Escape") escape(control);
    else if (event.key === "Enter" && event.altKey) breakLine(control);
    else if (event.key === "Enter") enter(event);
    else return false;
    return true;
  }

  function movingKey(event) {
    const control = event.target;
    if (event.altKey && event.key === "Enter") breakLine(control);
    else if (event.altKey || event.ctrlKey || event.metaKey) return false;
    else if (STEPS[event.key]) move(event, STEPS[event.key]);
    else if (event.key === "Enter") enter(event);
    else if (event.key === "F2") page.edit(control);
    else if (event.key === "Escape") escape(control);
    else if (event.key === "Delete") page.clear();
    else if (event.key === "Home") page.go(table.place(control).row, 0);
    else if (event.key === "End") page.go(table.place(control).row, table.width() - 1);
    else return false;
    return true;
  }

  function rowKey(event) {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return false;
    page.keep(page.current);
    if (event.key === "ArrowUp") page.acts.up();
    else page.acts.down();
    return true;
  }

  function anyKey(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return false;
    const key = event.key.toLowerCase();
    if (key === "s") save();
    else if (page.editing || !inTable(event.target)) return false;
    else if (key === "y" || (key === "z" && event.shiftKey)) page.acts.redo();
    else if (key === "z") page.acts.undo();
    else return false;
    return true;
  }

  const inTable = (node) => page.isCell(node) || node === document.body || page.tools.contains(node);

  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    let done = anyKey(event);
    if (!done && page.isCell(event.target)) {
      done = rowKey(event) || (page.editing ? editingKey(event) : movingKey(event));
    }
    if (done) event.preventDefault();
  });

  /* Focus and typing */

  element.addEventListener("focusin", (event) => {
    if (!page.isCell(event.target)) return;
    page.current = event.target;
    page.before = event.target.value;
    page.editing = false;
    event.target.select?.();
  });
  element.addEventListener("focusout", (event) => {
    if (page.isCell(event.target) && event.target.isConnected) page.keep(event.target);
  });
  element.addEventListener("mousedown", (event) => {
    if (!page.isCell(event.target) || !event.target.matches("input, textarea, select")) return;
    if (event.shiftKey && page.current?.isConnected) {
      page.anchor = page.anchor || page.current;
      event.preventDefault();
      const { row, column } = table.place(event.target);
      page.go(row, column, true);
    } else if (document.activeElement === event.target) {
      page.editing = true;
    } else {
      page.anchor = null;
      page.pick();
    }
  });
  element.addEventListener("mouseup", (event) => {
    // The first click chooses the cell: what is typed then replaces it.
    if (event.target === page.current && !page.editing) event.preventDefault();
  });
  element.addEventListener("input", (event) => {
    if (!page.isCell(event.target)) return;
    page.editing = event.target.tagName !== "SELECT";
    if (event.target.tagName === "TEXTAREA") {
      event.target.rows = event.target.value.split("\n").length;
    }
  });
  element.addEventListener("change", (event) => {
    const control = event.target;
    if (page.isCell(control)) {
      if (control.tagName === "SELECT") page.keep(control);
    } else if (control.matches("thead input, thead select")) {
      const was = control.dataset.was ?? initial(control);
      control.dataset.was = control.value;
      control.classList.add("changed");
      history.add(table.setCells([{ control, before: was, after: control.value }], "column changed"));
    }
  });

  function initial(control) {
    if (control.tagName === "INPUT") return control.defaultValue;
    return [...control.options].find((option) => option.defaultSelected)?.value ?? "";
  }

  /* The clipboard */

  function onBlock(event, act) {
    if (!page.isCell(event.target) || page.editing || !page.current) return;
    act(event);
  }

  function copy(event) {
    const rows = page.picked().map((cells) => cells.map((control) => shown(control)));
    event.clipboardData.setData("text/plain", grid.formatBlock(rows));
    event.preventDefault();
    say(`${rows.length} × ${rows[0].length} copied`);
  }

  const shown = (control) =>
    control.tagName === "SELECT" ? control.selectedOptions[0]?.text ?? "" : control.value;

  function value(control, text) {
    if (control.tagName !== "SELECT") {
      return control.tagName === "TEXTAREA" ? text.trim() : text.replace(/\s+/g, " ").trim();
    }
    const plain = text.trim().toLowerCase();
    const fits = (option) => [option.value, option.text.toLowerCase()].includes(plain);
    return [...control.options].find(fits)?.value;
  }

  function paste(event) {
    let block = grid.parseBlock(event.clipboardData.getData("text/plain"));
    const { top, bottom, left, right } = page.range();
    event.preventDefault();
    if (block.length === 1 && block[0].length === 1) {
      const fill = Array(right - left + 1).fill(block[0][0]);
      block = Array(bottom - top + 1).fill(fill);
    }
    const wide = Math.max(...block.map((cells) => cells.length));
    if (left + wide > table.width()) {
      say(`The block is ${wide} columns wide and ${table.width() - left} are left: nothing was pasted. Add columns, or begin further left.`);
      return;
    }
    const acts = [];
    const rows = table.rows();
    while (rows.length < top + block.length) {
      const row = table.newRow();
      rows.push(row);
      acts.push(table.insertRow(row, null));
    }
    const changes = changesOf(block, rows, top, left);
    const missed = changes.filter((change) => change.after === undefined).length;
    const fitting = changes.filter((change) => change.after !== undefined);
    acts.push(table.setCells(fitting, "block pasted"));
    history.run(grid.together(acts, "block pasted"));
    page.before = page.current.value;
    const left_out = missed ? ` ${missed} did not fit their list and stay as they were.` : "";
    say(`${block.length} × ${wide} pasted.${left_out}`);
  }

  function changesOf(block, rows, top, left) {
    return block.flatMap((cells, down) =>
      cells.map((text, across) => {
        const control = rows[top + down].cells[left + across + 1].firstElementChild;
        return { control, before: control.value, after: value(control, text) };
      }),
    );
  }

  document.addEventListener("copy", (event) => onBlock(event, copy));
  document.addEventListener("cut", (event) => onBlock(event, () => { copy(event); page.clear(); }));
  document.addEventListener("paste", (event) => onBlock(event, paste));

  /* Groups: the table below the table */

  find("grid-groups")?.addEventListener("change", (event) => {
    const at = table.heads().findIndex((head) => head.dataset.id === "group");
    const line = event.target.closest("tr");
    const name = line.querySelector("input.name");
    const groupOf = (row) => row.cells[at + 1].firstElementChild;
    if (event.target === name) {
      const changes = table.rows().map(groupOf)
        .filter((control) => control.value === name.dataset.was)
        .map((control) => ({ control, before: control.value, after: name.value.trim() }));
      history.run(table.setCells(changes, "group renamed"));
      name.dataset.was = name.value.trim();
      say(`${changes.length} rows renamed`);
      return;
    }
    const lines = [...line.parentNode.rows];
    const places = new Map(lines.map((each) => [
      each.querySelector("input.name").dataset.was,
      Number(each.querySelector("input.place").value) || Infinity,
    ]));
    const order = table.rows()
      .map((row, number) => [places.get(groupOf(row).value) ?? Infinity, number, row])
      .sort((a, b) => (a[0] === b[0] ? a[1] - b[1] : a[0] - b[0]))
      .map((entry) => entry[2]);
    history.run(table.arrange(order, "groups moved"));
    say("Groups moved");
  });

  /* Buttons, saving and leaving */

  page.tools.addEventListener("mousedown", (event) => event.preventDefault());
  page.tools.addEventListener("click", (event) => {
    const act = event.target.dataset?.do;
    if (!act) return;
    if (!page.current?.isConnected) page.go(0, 0);
    page.keep(page.current);
    page.acts[act]();
  });

  function save() {
    if (page.current?.isConnected) page.keep(page.current);
    form.requestSubmit(form.querySelector("[name=save]"));
  }

  form.addEventListener("submit", () => {
    if (page.current?.isConnected) page.keep(page.current);
    find("grid-json").value = JSON.stringify(table.plain());
    find("grid-fields").disabled = true;
    page.leaving = true;
    try {
      const spot = page.current?.isConnected ? table.place(page.current) : null;
      sessionStorage.setItem(page.place, JSON.stringify(spot));
    } catch { /* a browser without storage forgets the place */ }
  });
  window.addEventListener("beforeunload", (event) => {
    if (page.dirty && !page.leaving) event.preventDefault();
  });
  window.addEventListener("pageshow", () => {
    find("grid-fields").disabled = false;
    page.leaving = false;
  });

  function begin() {
    form.classList.add("has-script");
    element.classList.add("has-script");
    for (const hidden of [page.tools, find("grid-keys")]) hidden.hidden = false;
    page.showState();
    try {
      const spot = JSON.parse(sessionStorage.getItem(page.place));
      sessionStorage.removeItem(page.place);
      if (spot) page.go(spot.row, spot.column);
    } catch { /* as above */ }
  }

  begin();
})();
