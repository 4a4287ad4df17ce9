/* Blocks of cells as spreadsheets copy them, and the history of edits. No page is touched here. */
(function () {
  "use strict";
  const grid = (window.RemitGrid = window.RemitGrid || {});

  /* Rows of cells: parted by tabs and line ends; a quoted cell may hold both, and doubled quotes. */
  grid.parseBlock = function (text) {
    const plain = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
    const rows = [[]];
    let at = 0;
    while (at <= plain.length) {
      let cell;
      const quoted = /"((?:[^"]|"")*)"(?=[\t\n]|$)/y;
      quoted.lastIndex = at;
      const found = quoted.exec(plain);
      if (found) {
        cell = found[1].replace(/""/g, '"');
        at = quoted.lastIndex;
      } else {
        const end = plain.slice(at).search(/[\t\n]/);
        cell = end < 0 ? plain.slice(at) : plain.slice(at, at + end);
        at += cell.length;
      }
      rows[rows.length - 1].push(cell);
      if (plain[at] === "\n") rows.push([]);
      at += 1;
    }
    return rows;
  };

  /* The same, the other way round. */
  grid.formatBlock = function (rows) {
    const quote = (cell) =>
      /[\t\n"]/.test(cell) ? '"' + cell.replace(/"/g, '""') + '"' : cell;
    return rows.map((cells) => cells.map(quote).join("\t")).join("\n");
  };

  /* One act out of several, undone in the opposite order. */
  grid.together = function (acts, words) {
    return {
      words,
      apply: () => acts.forEach((act) => act.apply()),
      revert: () => acts.slice().reverse().forEach((act) => act.revert()),
    };
  };

  /* What was done, to be undone and redone until the table is saved. */
  grid.History = class {
    constructor(changed) {
      this.done = [];
      this.undone = [];
      this.changed = changed;
    }

    run(act) {
      act.apply();
      this.add(act);
    }

    add(act) {
      this.done.push(act);
      this.undone = [];
      this.changed();
    }

    undo() {
      const act = this.done.pop();
      if (!act) return null;
      act.revert();
      this.undone.push(act);
      this.changed();
      return act;
    }

    redo() {
      const act = this.undone.pop();
      if (!act) return null;
      act.apply();
      this.done.push(act);
      this.changed();
      return act;
    }
  };
})();
