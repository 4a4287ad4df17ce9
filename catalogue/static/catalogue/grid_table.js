/* The table of a grid page: its rows, columns and cells, and the acts that change them. */
(function () {
  "use strict";
  const grid = (window.RemitGrid = window.RemitGrid || {});

  grid.Table = class {
    constructor(element, blank, seen) {
      this.untouched = new WeakMap();
      this.element = element;
      this.body = element.tBodies[0];
      this.head = element.tHead.rows[0];
      this.blank = blank.content.querySelector("tr");
      this.made = 0;
      this.seen = new Map();
      const ids = seen.columns.map((column) => column[0]);
      for (const [id, cells] of seen.rows) {
        this.seen.set(id, new Map(cells.map((text, at) => [ids[at], text])));
      }
      this.dropSpares();
      this.refresh();
    }

    /* Blank rows and the blank column are for browsers without JavaScript. */
    dropSpares() {
      for (const row of this.rows()) if (row.classList.contains("spare")) row.remove();
      const at = this.heads().findIndex((head) => head.classList.contains("spare"));
      if (at >= 0) {
        const column = this.column(at);
        column.remove();
        this.blankHead = column.head;
        this.blankCell = column.cells.get(this.blank);
        this.blankHead.classList.remove("spare");
      }
      if (!this.rows().length) this.body.replaceChildren(this.newRow());
    }

    rows() {
      return [...this.body.rows].filter((row) => row.dataset.id);
    }

    heads() {
      return [...this.head.cells].slice(1, -1);
    }

    width() {
      return this.head.cells.length - 2;
    }

    /* The input of a row and a column, both from 0; undefined outside the table. */
    at(row, column) {
      const cell = column >= 0 && column < this.width() && this.body.rows[row]?.cells[column + 1];
      return cell ? cell.firstElementChild : undefined;
    }

    /* Where an input stands. */
    place(control) {
      const cell = control.closest("td");
      return { row: cell.parentNode.sectionRowIndex, column: cell.cellIndex - 1 };
    }

    name(control) {
      const { row, column } = this.place(control);
      const head = this.heads()[column];
      return `row ${row + 1}, ${this.title(head)}`;
    }

    title(head) {
      const input = head.querySelector("input.title");
      return (input ? input.value : head.textContent.trim()) || "new column";
    }

    isParty(column) {
      return this.heads()[column]?.dataset.kind === "mark";
    }

    newRow() {
      const row = this.blank.cloneNode(true);
      const key = `x${++this.made}`;
      row.dataset.id = `+${key}`;
      row.classList.add("added");
      row.cells[0].id = `n${key}`;
      this.heads().forEach((head, at) => {
        this.label(row.cells[at + 1].firstElementChild, head.dataset.at, key);
      });
      return row;
    }

    /* A row that was added and never typed into is not sent, though it may have its neighbour's group. */
    leaveOut(row) {
      this.untouched.set(row, this.said(row));
    }

    said(row) {
      return this.values(row).filter(Boolean).join("\t");
    }

    values(row) {
      return [...row.cells].slice(1, -1).map((cell) => cell.firstElementChild.value);
    }

    label(control, head, row) {
      control.id = `r${row}-${head}`;
      control.setAttribute("aria-labelledby", `h${head} n${row}`);
    }

    /* Acts. Each knows how to be done and undone. */

    setCells(changes, words) {
      const set = (which) => () => {
        for (const change of changes) this.put(change.control, change[which]);
      };
      return { words, apply: set("after"), revert: set("before") };
    }

    put(control, text) {
      control.value = text;
      this.mark(control);
    }

    insertRow(row, before) {
      return {
        words: "row added",
        apply: () => this.body.insertBefore(row, before),
        revert: () => row.remove(),
      };
    }

    removeRow(row) {
      const next = row.nextElementSibling;
      return {
        words: "row removed",
        apply: () => row.remove(),
        revert: () => this.body.insertBefore(row, next),
      };
    }

    arrange(order, words) {
      const before = this.rows();
      return {
        words,
        apply: () => this.body.append(...order),
        revert: () => this.body.append(...before),
      };
    }

    /* A column: its heading and its cells, to be taken out and put back as they are. */
    column(at) {
      const cells = new Map();
      for (const row of [...this.rows(), this.blank]) cells.set(row, row.cells[at + 1]);
      const head = this.heads()[at];
      const place = (where) => {
        this.head.insertBefore(head, this.head.cells[where + 1]);
        for (const [row, cell] of cells) row.insertBefore(cell, row.cells[where + 1]);
      };
      const remove = () => {
        head.remove();
        for (const cell of cells.values()) cell.remove();
      };
      return { head, cells, place, remove };
    }

    addColumn(at) {
      const key = `y${++this.made}`;
      const head = this.blankHead.cloneNode(true);
      head.dataset.id = `+${key}`;
      head.dataset.at = key;
      head.querySelector("span").id = `h${key}`;
      head.querySelector("input.title").id = `t${key}`;
      const made = new Map();
      const apply = () => {
        this.head.insertBefore(head, this.head.cells[at + 1]);
        for (const row of [...this.rows(), this.blank]) {
          if (!made.has(row)) {
            const cell = this.blankCell.cloneNode(true);
            this.label(cell.firstElementChild, key, row.cells[0].id.slice(1));
            made.set(row, cell);
          }
          row.insertBefore(made.get(row), row.cells[at + 1]);
        }
      };
      const revert = () => {
        head.remove();
        for (const cell of made.values()) cell.remove();
      };
      return { words: "column added", apply, revert, head };
    }

    removeColumn(at) {
      const column = this.column(at);
      return {
        words: `column ${this.title(column.head)} removed`,
        apply: column.remove,
        revert: () => column.place(at),
      };
    }

    moveColumn(at, to) {
      const column = this.column(at);
      const shift = (where) => () => {
        column.remove();
        column.place(where);
      };
      return { words: "column moved", apply: shift(to), revert: shift(at) };
    }

    /* What the eye and the server see. */

    refresh() {
      let group = "";
      const at = this.heads().findIndex((head) => head.dataset.id === "group");
      this.rows().forEach((row, number) => {
        const label = String(number + 1);
        if (row.cells[0].textContent !== label) row.cells[0].textContent = label;
        if (at < 0) return;
        const control = row.cells[at + 1].firstElementChild;
        control.classList.toggle("again", control.value !== "" && control.value === group);
        group = control.value;
      });
      for (const head of this.heads()) {
        const input = head.querySelector("input.title");
        if (input) head.querySelector("span").textContent = input.value || "New column";
      }
    }

    mark(control) {
      const cell = control.closest("td");
      if (!cell) return;
      const was = this.seen.get(cell.parentNode.dataset.id);
      const id = this.heads()[cell.cellIndex - 1]?.dataset.id;
      const old = was && (was.get(id) || "");
      control.classList.toggle("changed", was !== undefined && old !== control.value);
      control.classList.remove("wrong");
      control.removeAttribute("aria-invalid");
      if (control.tagName === "TEXTAREA") control.rows = control.value.split("\n").length;
    }

    plain() {
      const heads = this.heads();
      return {
        columns: heads.map((head) => [
          head.dataset.id,
          head.querySelector("input.title")?.value ?? "",
          head.querySelector("select.side")?.value ?? "",
        ]),
        rows: this.rows()
        .filter((row) => this.untouched.get(row) !== this.said(row))
        .map((row) => [row.dataset.id, this.values(row)]),
    };
    }
  };
})();
