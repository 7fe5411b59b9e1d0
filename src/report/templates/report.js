"use strict";
// The page is whole without this: it adds a filter and sorting by column.
for (const tools of document.querySelectorAll(".tools")) {
  tools.hidden = false;
}
for (const input of document.querySelectorAll("[data-filter]")) {
  const table = document.querySelector(`[data-rows="${input.dataset.filter}"]`);
  const shown = document.querySelector(`[data-shown="${input.dataset.filter}"]`);
  const rows = [...table.tBodies[0].rows];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const apply = () => {
    const wanted = input.value.trim().toLowerCase();
    let count = 0;
    rows.forEach((row, i) => {
      row.hidden = !texts[i].includes(wanted);
      count += row.hidden ? 0 : 1;
    });
    shown.textContent = `${count} of ${rows.length} shown`;
  };
  input.addEventListener("input", apply);
  apply();
}
for (const table of document.querySelectorAll("table.rows")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const descending = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      const value = (row) => row.cells[column].dataset.order ?? row.cells[column].textContent;
      const rows = [...table.tBodies[0].rows].sort(
        (a, b) => value(a).localeCompare(value(b), "en", { numeric: true }) * (descending ? -1 : 1),
      );
      table.tBodies[0].append(...rows);
    });
  });
}
