/* A grid page: keys, blocks, undo and saving. Without this file the page is a plain form. */
(function () {
  "use strict";
  const grid = window.RemitGrid;
  const form = document.getElementById("grid-form");
  const element = document.getElementById("grid-table");
  if (!form || !element) return;

  const find = (id) => document.getElementById(id);
  const seen = JSON.parse(find("grid-seen").value);
  const table = new grid.Table(element, find("grid-blank"), seen);
  const history = new grid.History(showState);
  const status = find("grid-status");
  const tools = find("grid-tools");
  const place = `grid ${location.pathname}`;
  let editing = false; // typing inside the cell, not moving between cells
  let before = ""; // what the cell held when it got the focus
  let current = null; // the cell with the focus, or the last that had it
  let anchor = null; // where the picked block begins
  const began = form.dataset.dirty === "yes"; // the page came with edits that are not saved
  let dirty = began;
  let leaving = false;

  const isCell = (node) => Boolean(node?.closest?.("#grid-table tbody td:not(.plain)"));
  const say = (text) => { status.textContent = text; };

  function showState() {
    table.refresh();
    dirty = began || history.done.length > 0;
    form.classList.toggle("dirty", dirty);
    tools.querySelector("[data-do=undo]").disabled = !history.done.length;
    tools.querySelector("[data-do=redo]").disabled = !history.undone.length;
  }

  /* Moving and picking */

  function go(row, column, keep) {
    const rows = table.rows().length;
    const control = table.at(
      Math.max(0, Math.min(row, rows - 1)),
      Math.max(0, Math.min(column, table.width() - 1)),
    );
    if (!control) return;
    if (!keep) anchor = null;
    control.focus();
    pick();
  }

  function range() {
    const end = table.place(current);
    const start = anchor && anchor.isConnected ? table.place(anchor) : end;
    return {
      top: Math.min(start.row, end.row),
      bottom: Math.max(start.row, end.row),
      left: Math.min(start.column, end.column),
      right: Math.max(start.column, end.column),
    };
  }

  function pick() {
    for (const cell of element.querySelectorAll(".picked")) cell.classList.remove("picked");
    if (!anchor || anchor === current) return;
    for (const control of picked().flat()) control.classList.add("picked");
  }

  function picked() {
    const { top, bottom, left, right } = range();
    const rows = [];
    for (let row = top; row <= bottom; row++) {
      rows.push([]);
      for (let column = left; column <= right; column++) {
        rows[rows.length - 1].push(table.at(row, column));
      }
    }
    return rows;
  }

  /* Typing */

  function keep(control) {
    if (control.value !== before) {
      const act = table.setCells([{ control, before, after: control.value }], "cell changed");
      table.mark(control);
      before = control.value;
      history.add(act);
    }
    editing = false;
  }

  function edit(control) {
    editing = true;
    if (control.setSelectionRange) {
      control.setSelectionRange(control.value.length, control.value.length);
    }
  }

  function clear() {
    const changes = picked().flat()
      .filter((control) => control.value !== "" && control.tagName !== "SELECT")
      .map((control) => ({ control, before: control.value, after: "" }));
    if (changes.length) {
      history.run(table.setCells(changes, `${changes.length} cells emptied`));
      say(`${changes.length} emptied`);
    }
    before = current.value;
  }

  /* Rows and columns */

  function addRow(offset) {
    const { row, column } = table.place(current);
    const made = table.newRow();
    const group = table.heads().findIndex((head) => head.dataset.id === "group");
    const next = table.rows()[row + offset] || null;
    if (group >= 0) made.cells[group + 1].firstElementChild.value = table.at(row, group).value;
    table.leaveOut(made);
    history.run(table.insertRow(made, next));
    go(row + offset, column);
    say(`Row ${row + offset + 1} added`);
  }

  function removeRow() {
    const { top, bottom, left } = range();
    const rows = table.rows();
    const acts = rows.slice(top, bottom + 1).reverse().map((row) => table.removeRow(row));
    if (rows.length === acts.length) acts.push(table.insertRow(table.newRow(), null));
    history.run(grid.together(acts, `${bottom - top + 1} rows removed`));
    go(top, left);
    say(`${bottom - top + 1} removed`);
  }

  function moveRow(step) {
    const { top, bottom } = range();
    const { row, column } = table.place(current);
    const rows = table.rows();
    if (top + step < 0 || bottom + step >= rows.length) return;
    const block = rows.splice(top, bottom - top + 1);
    rows.splice(top + step, 0, ...block);
    history.run(table.arrange(rows, "rows moved"));
    go(row + step, column, true);
    say(`Moved to row ${top + step + 1}`);
  }

  function addColumn() {
    const at = table.place(current).column;
    const last = table.heads().findLastIndex((head) => head.dataset.kind === "mark");
    const where = table.isParty(at) ? at + 1 : Math.max(last, 2) + 1;
    const act = table.addColumn(where);
    history.run(act);
    act.head.querySelector("input.title").focus();
    say("Column added: name its party");
  }

  function withParty(act) {
    const { row, column } = table.place(current);
    if (!table.isParty(column)) return say("Choose a cell of the column first");
    const to = act(column);
    go(row, to);
    return undefined;
  }

  function moveColumn(step) {
    withParty((at) => {
      if (!table.isParty(at + step)) return at;
      history.run(table.moveColumn(at, at + step));
      say("Column moved");
      return at + step;
    });
  }

  function removeColumn() {
    withParty((at) => {
      const act = table.removeColumn(at);
      history.run(act);
      say(`${act.words}. You are asked before its marks go.`);
      return at - 1;
    });
  }

  function travel(name, words) {
    const act = history[name]();
    if (!act) return say(`Nothing to ${name}`);
    if (!current?.isConnected) go(0, 0);
    else if (document.activeElement !== current) current.focus();
    before = current.value;
    pick();
    return say(`${words}: ${act.words}`);
  }

  const acts = {
    undo: () => travel("undo", "Undone"),
    redo: () => travel("redo", "Redone"),
    above: () => addRow(0),
    below: () => addRow(1),
    up: () => moveRow(-1),
    down: () => moveRow(1),
    left: () => moveColumn(-1),
    right: () => moveColumn(1),
    removeRow,
    addColumn,
    removeColumn,
  };

  Object.assign(grid, {
    page: { acts, addRow, clear, edit, element, find, form, go, history, isCell, keep, pick, picked, place,
      range, say, table, tools, travel, showState,
      get editing() { return editing; },
      set editing(on) { editing = on; },
      get before() { return before; },
      set before(text) { before = text; },
      get current() { return current; },
      set current(control) { current = control; },
      get anchor() { return anchor; },
      set anchor(control) { anchor = control; },
      get dirty() { return dirty; },
      get leaving() { return leaving; },
      set leaving(on) { leaving = on; },
    },
  });
})();
