/* The week grid: keys, blocks from a spreadsheet, sums while typing. Without this file it is a form. */
(function () {
  "use strict";
  const form = document.getElementById("week-form");
  const table = document.getElementById("week-table");
  if (!form || !table) return;

  const status = document.getElementById("week-status");
  const body = table.tBodies[0];
  let leaving = false;
  let dirty = form.dataset.dirty === "yes";

  const FIELDS = "input:not([type=hidden]), select";
  const rows = () => [...body.rows].filter((row) => !row.classList.contains("mistakes"));
  const cells = (row) => [...row.cells].slice(0, -1);
  const control = (cell) => cell?.querySelector(FIELDS) ?? null;
  const place = (node) => {
    const cell = node.closest("th, td");
    return { row: rows().indexOf(cell.parentNode), column: cell.cellIndex };
  };
  const say = (text) => { status.textContent = text; };

  /* Sums */

  const WAYS = [
    [/^(\d*):([0-5]?\d)(?::00)?$/, (h, m) => Number(h || 0) * 60 + Number(m)],
    [/^(\d+)\s*h\s*([0-5]?\d)\s*(?:m|min)?$/, (h, m) => Number(h) * 60 + Number(m)],
    [/^(\d+)\s*(?:m|min|mins|minutes?)$/, (m) => Number(m)],
    [/^(\d*[.,]?\d+)\s*(?:h|hrs?|hours?)?$/, (h) => Math.round(Number(h.replace(",", ".")) * 60)],
  ];

  function minutes(text) {
    const plain = text.trim().toLowerCase();
    for (const [way, value] of WAYS) {
      const found = way.exec(plain);
      if (found) return value(...found.slice(1));
    }
    return 0;
  }

  const clock = (sum) =>
    sum ? `${Math.floor(sum / 60)}:${String(sum % 60).padStart(2, "0")}` : "";

  function sums() {
    const days = [0, 0, 0, 0, 0, 0, 0];
    for (const row of rows()) {
      let all = 0;
      [...row.querySelectorAll("td.day")].forEach((cell, day) => {
        const time = minutes(control(cell)?.value ?? "") + Number(cell.dataset.fixed);
        days[day] += time;
        all += time;
      });
      row.querySelector(".total").textContent = clock(all);
    }
    const foot = [...table.tFoot.querySelectorAll(".total")];
    days.forEach((sum, day) => { foot[day].textContent = clock(sum); });
    foot[7].textContent = clock(days.reduce((a, b) => a + b, 0));
  }

  /* Keys */

  function go(row, column) {
    const found = control(rows()[row]?.cells[column]);
    if (!found) return false;
    found.focus();
    found.select?.();
    return true;
  }

  function atEdge(node, key) {
    if (node.tagName === "SELECT") return false;
    const all = node.selectionStart === 0 && node.selectionEnd === node.value.length;
    if (key === "ArrowLeft") return all || (node.selectionStart === 0 && node.selectionEnd === 0);
    return all || node.selectionStart === node.value.length;
  }

  function moved(event) {
    const { row, column } = place(event.target);
    const step = event.shiftKey ? -1 : 1;
    if (event.key === "Enter") return go(row + step, column) || true;
    if (event.target.tagName === "SELECT" || event.shiftKey) return false;
    if (event.key === "ArrowUp") return go(row - 1, column);
    if (event.key === "ArrowDown") return go(row + 1, column);
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return false;
    return atEdge(event.target, event.key) && go(row, column + (event.key === "ArrowLeft" ? -1 : 1));
  }

  table.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.matches(FIELDS) && moved(event)) event.preventDefault();
  });

  /* Blocks */

  function put(field, text) {
    if (field.tagName !== "SELECT") {
      field.value = text.trim();
      return true;
    }
    const plain = text.trim().toLowerCase();
    const fits = (option) => [option.value, option.text.toLowerCase()].includes(plain);
    const option = [...field.options].find(fits);
    if (option) field.value = option.value;
    return Boolean(option);
  }

  function paste(event) {
    const block = window.RemitGrid.parseBlock(event.clipboardData.getData("text/plain"));
    if (block.length === 1 && block[0].length === 1) return;
    event.preventDefault();
    const { row: top, column: left } = place(event.target);
    const all = rows();
    const wide = Math.max(...block.map((line) => line.length));
    if (top + block.length > all.length || left + wide > cells(all[0]).length) {
      say(`The block has ${block.length} rows and ${wide} columns, which is more than is left from here: nothing was pasted. Choose “More rows”, or begin elsewhere.`);
      return;
    }
    let missed = 0;
    block.forEach((line, down) => line.forEach((text, across) => {
      const field = control(all[top + down].cells[left + across]);
      if (!field || field.readOnly || !put(field, text)) missed += text.trim() ? 1 : 0;
    }));
    touched();
    say(`${block.length} × ${wide} pasted.${missed ? ` ${missed} did not fit and stay as they were.` : ""}`);
  }

  table.addEventListener("paste", (event) => {
    if (event.target.matches(FIELDS)) paste(event);
  });

  /* Typing and leaving */

  function touched() {
    dirty = true;
    sums();
  }

  table.addEventListener("input", touched);
  table.addEventListener("focusin", (event) => {
    if (event.target.matches("td.day input")) event.target.select();
  });
  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("beforeunload", (event) => {
    if (dirty && !leaving) event.preventDefault();
  });
  sums();
})();
