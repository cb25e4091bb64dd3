"use strict";

// Everything can be read without this: it adds keys, presets and the number of shown blocks.

const switches = [...document.querySelectorAll("#legend input")];
const rows = [...document.querySelectorAll(".row")];
const folds = [...document.querySelectorAll("details.fold")];
const shown = document.getElementById("shown");

function count() {
  const hidden = new Set(switches.filter((one) => !one.checked).map((one) => one.id.slice(4)));
  const left = rows.filter((row) => {
    const fate = [...row.classList].find((name) => /^f\d+$/.test(name));
    return !hidden.has(fate.slice(1));
  });
  shown.textContent = `${left.length} of ${rows.length} blocks shown`;
}

function show(wanted) {
  switches.forEach((one, number) => { one.checked = wanted(number); });
  count();
}

function open() {
  const opens = folds.some((fold) => !fold.open);
  folds.forEach((fold) => { fold.open = opens; });
}

function go(step) {
  const cut = rows.filter((row) => !row.classList.contains("f0") &&
    (row.offsetParent !== null || row.closest("details.fold:not([open])")?.offsetParent));
  const here = document.activeElement.closest(".row, details.fold");
  let next = step > 0 ? cut[0] : cut[cut.length - 1];
  if (here) {
    const side = step > 0 ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
    const way = step > 0 ? cut : [...cut].reverse();
    next = way.find((row) => row !== here && here.compareDocumentPosition(row) & side);
  }
  if (!next) return;
  const fold = next.closest("details.fold");
  if (fold) fold.open = true;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "center" });
}

const keys = {
  j: () => go(1),
  k: () => go(-1),
  a: () => show(() => true),
  c: () => show((number) => number === 0),
  x: () => show((number) => number !== 0),
  o: open,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const one = /^[1-9]$/.test(event.key) ? switches[Number(event.key) - 1] : undefined;
  if (one) {
    one.checked = !one.checked;
    count();
  } else if (Object.hasOwn(keys, event.key)) {
    keys[event.key]();
  } else {
    return;
  }
  event.preventDefault();
});

switches.forEach((one) => one.addEventListener("change", count));
document.getElementById("all").addEventListener("click", keys.a);
document.getElementById("clean").addEventListener("click", keys.c);
document.getElementById("cut").addEventListener("click", keys.x);
document.getElementById("open").addEventListener("click", open);
document.querySelectorAll("[hidden]").forEach((part) => { part.hidden = false; });
count();
