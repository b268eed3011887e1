// Search and filters of the matrix. Its rows are the data; nothing is kept beside them.
const form = document.querySelector("#matrix form");

// Whether two cells of a row say the same. A letter tells answers apart; one without saw too little to differ.
function agree(one, other) {
  if (one.className !== other.className) return false;
  const letters = [one, other].map((cell) => cell.childElementCount > 1 ? cell.lastElementChild.textContent : "");
  return letters[0] === letters[1] || letters.includes("");
}

const rows = all("tr[data-claim]", page.table).map((row) => ({
  row,
  topic: row.parentElement.dataset.topic,
  documents: row.dataset.documents.split(" "),
  words: row.firstElementChild.textContent.toLowerCase(),
  cells: [...row.cells].slice(1),
}));
const columns = all("thead th[data-platform]", page.table).map((head) => head.dataset.platform);
const words = { p: "pass", f: "fail", d: "platform-divergent", n: "not observed", b: "broken", x: "not tried" };
const outcome = (cell) => words[cell.classList[0]];

function differs({ cells }) {
  const told = cells.filter((cell) => !/^[nx]/.test(cell.className));
  return told.some((cell) => !agree(told[0], cell));
}

// Whether a row is asked for; the platform, where one is chosen, narrows what its cells must show.
function wanted(one, values) {
  const column = columns.indexOf(values.get("platform"));
  const cells = column < 0 ? one.cells : [one.cells[column]];
  const q = (values.get("q") || "").toLowerCase().split(/\s+/).filter(Boolean);
  if (!q.every((word) => one.words.includes(word))) return false;
  if (values.get("topic") && values.get("topic") !== one.topic) return false;
  if (values.get("document") && !one.documents.includes(values.get("document"))) return false;
  if (values.get("verdict") && !cells.some((cell) => outcome(cell) === values.get("verdict"))) return false;
  if (values.get("only") === "surprises") return cells.some((cell) => cell.matches(".s"));
  return values.get("only") !== "different" || differs(one);
}

// Shows one column alone, or all of them.
function narrow(column) {
  if (column === page.column) return;
  page.column = column;
  page.table.style.setProperty("--platforms", column < 0 ? columns.length : 1);
  for (const row of all("thead tr, tr[data-claim]", page.table))
    [...row.cells].forEach((cell, at) => { if (at > 0) cell.hidden = column >= 0 && at !== column + 1; });
}

function filter() {
  if (byId("matrix").hidden) return;
  const values = page.state.target === "matrix" ? page.state.values : new URLSearchParams();
  for (const field of form.elements) {
    if (field.name && field !== document.activeElement) field.value = values.get(field.name) || "";
  }
  let shown = 0;
  for (const one of rows) {
    one.row.hidden = !wanted(one, values);
    if (!one.row.hidden) shown += 1;
  }
  for (const body of page.table.tBodies) body.hidden = !all("tr[data-claim]", body).some((row) => !row.hidden);
  narrow(columns.indexOf(values.get("platform")));
  form.querySelector("output").value = shown === rows.length ? `${shown} claims` : `${shown} of ${rows.length} claims`;
}

form.hidden = false;
form.addEventListener("input", () => go("matrix", new URLSearchParams(new FormData(form))));
form.addEventListener("reset", () => { document.activeElement.blur(); setTimeout(() => go("matrix", new URLSearchParams())); });
form.addEventListener("submit", (event) => event.preventDefault());

// The arrows walk over the cells, as in any table one works in.
page.table.addEventListener("keydown", (event) => {
  const link = event.target.closest("td a, tbody th a");
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  if (!link || !step || event.ctrlKey || event.metaKey || event.altKey) return;
  const open = rows.filter((one) => !one.row.hidden).map((one) => one.row);
  const row = open[open.indexOf(link.closest("tr")) + step[0]];
  const at = [...link.closest("tr").children].indexOf(link.closest("td, th")) + step[1];
  const next = row && row.children[at] && row.children[at].querySelector("a");
  if (!next) return;
  event.preventDefault();
  next.focus();
});

addEventListener("keydown", (event) => {
  const typing = event.target.closest && event.target.closest("input, select, textarea");
  if (event.key === "/" && !typing) {
    event.preventDefault();
    if (byId("matrix").hidden) location.hash = "#matrix";
    setTimeout(() => form.elements.q.focus());
  }
  if (event.key === "Escape" && !typing && page.state.target) location.hash = "#matrix";
});

page.shows.push(filter);
show();
document.documentElement.classList.add("sorted");
