#pragma once
// The page's own style and its one script.

namespace rectify::cli {

inline constexpr const char* kAtlasStyle = R"css(
:root { --value: #1559c0; --slope: #b8430a; --other: #8aa9d6; --mark: #eef3fb; }
@media (prefers-color-scheme: dark) { :root { --value: #74aaff; --slope: #ff9d5c; --other: #4a6796; --mark: #222c3a; } }
html { scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { max-width: 82rem; }
h1 { font-size: clamp(1.6rem, 5vw, 2.3rem); line-height: 1.15; margin: .6rem 0; }
h2 { font-size: 1.35rem; margin: 2.2rem 0 .6rem; }
h3 { font-size: 1.15rem; margin: 0; }
p { margin: .4rem 0; max-width: 70ch; }
a { color: var(--value); text-underline-offset: .15em; }
code, .formula { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .9em; overflow-wrap: anywhere; }
.scroll:focus-visible, button:focus-visible, a:focus-visible { outline: 3px solid var(--value); outline-offset: 1px; }
caption { text-align: left; padding: .6rem .7rem; color: var(--soft); }
caption span { position: sticky; left: .7rem; display: inline-block; max-width: calc(100vw - 4rem); }
thead th { border-top: 0; border-bottom: 2px solid var(--line); vertical-align: bottom; padding: 0; font-weight: 600; }
tbody th { text-align: left; font-weight: 600; position: sticky; left: 0; background: var(--card); }
thead th:first-child { position: sticky; left: 0; background: var(--card); z-index: 1; }
tbody tr:hover > * { background: var(--mark); }
thead button { font: inherit; color: inherit; background: none; border: 0; width: 100%; padding: .5rem .6rem; text-align: inherit;
  cursor: pointer; white-space: normal; min-width: 4.6rem; min-height: 2.75rem; line-height: 1.2; }
thead th { text-align: right; } thead th:first-child { text-align: left; }
thead button::after { content: "\a0\2195"; color: var(--soft); }
th[aria-sort="ascending"] button::after { content: "\a0\2191"; color: var(--value); }
th[aria-sort="descending"] button::after { content: "\a0\2193"; color: var(--value); }
.cards { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 23rem), 1fr)); }
article { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .9rem 1rem 1rem;
  scroll-margin-top: .5rem; min-width: 0; }
article header { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0 .8rem; }
figure { margin: .6rem 0 .3rem; }
figcaption { display: flex; flex-wrap: wrap; gap: .1rem 1rem; font-size: .8rem; color: var(--soft); }
figcaption i { display: inline-block; width: 1.6em; height: 0; margin-right: .4em; vertical-align: middle; border-top: 2.5px solid; }
figcaption .v i { color: var(--value); } figcaption .s i { color: var(--slope); border-top-style: dashed; }
svg text { font: 10.5px system-ui, sans-serif; fill: var(--soft); }
svg .grid { stroke: var(--grid); stroke-width: 1; } svg .axis { stroke: var(--soft); stroke-width: 1; }
svg path { fill: none; stroke-linejoin: round; stroke-linecap: round; }
svg path.value { stroke: var(--value); stroke-width: 2.4; }
svg path.slope { stroke: var(--slope); stroke-width: 1.8; stroke-dasharray: 6 4; }
svg path.other { stroke: var(--other); stroke-width: 1.4; }
circle.value { stroke: var(--value); fill: var(--value); } circle.slope { stroke: var(--slope); fill: var(--slope); }
circle { stroke-width: 1.6; } circle.open { fill: var(--card); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .12rem .9rem; margin: .5rem 0 0; font-size: .88rem; }
dt { color: var(--soft); } dd { margin: 0; min-width: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.note { font-size: .85rem; color: var(--soft); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media print {
  :root { --value: #1559c0; --slope: #b8430a; --other: #8aa9d6; }
  body { max-width: none; }
  table { font-size: 6.6pt; } th, td { padding: .15rem .2rem; } caption { padding: .2rem 0; font-size: 8pt; }
  thead { display: table-header-group; } tr { break-inside: avoid; }
  thead button { padding: .15rem .2rem; min-width: 0; min-height: 0; } thead button::after { content: none !important; }
  tbody th, thead th:first-child { position: static; } a { color: inherit; text-decoration: none; }
  .cards { display: block; columns: 3; column-gap: 4mm; font-size: 7.5pt; }
  article { break-inside: avoid; margin: 0 0 4mm; padding: 2mm 2.5mm; } h2 { break-after: avoid; }
  dl { column-gap: 2mm; } dl, .note, figcaption { font-size: 6.8pt; line-height: 1.35; } h3 { font-size: 10pt; }
}
)css";

inline constexpr const char* kAtlasScript = R"js(
"use strict";
const table = document.querySelector("table"), said = document.getElementById("said");
const heads = [...table.tHead.rows[0].cells];
heads.forEach((head, column) => head.querySelector("button").addEventListener("click", () => {
  const down = head.getAttribute("aria-sort") === "ascending";
  const key = row => row.cells[column].dataset.v ?? row.cells[column].textContent.trim();
  const rows = [...table.tBodies[0].rows].sort((a, b) => {
    const x = key(a), y = key(b);
    if (x === "" || y === "") return (x === "") - (y === "");  // what is not known stays last
    const order = column === 0 ? x.localeCompare(y) : x - y || 0;
    return down ? -order : order;
  });
  table.tBodies[0].append(...rows);
  for (const other of heads) other.setAttribute("aria-sort", "none");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  said.textContent = "Sorted by " + head.textContent.trim() + (down ? ", descending" : ", ascending");
}));
)js";

}  // namespace rectify::cli
