// The roll while it grows: the table follows the record (data-live), and the cells that
// changed stand out for a while. A cell is known by its id.

import "./app";

const glow = 8_000;

document.addEventListener("followed", (event) => {
  const before = (event as CustomEvent<HTMLElement>).detail;
  const after = event.target as HTMLElement;
  for (const cell of after.querySelectorAll<HTMLElement>("td[id]")) {
    const old = before.querySelector(`#${CSS.escape(cell.id)}`);
    if (!old || old.textContent === cell.textContent) continue;
    cell.classList.add("changed");
    setTimeout(() => cell.classList.remove("changed"), glow);
  }
});
