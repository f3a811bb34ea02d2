#pragma once
// The pages about networks: their own style.

namespace rectify::cli {

inline constexpr const char* kReportStyle = R"css(
:root { --bad: #b3261e; --warn: #9a5b00; --note: #1559c0; --good: #1f7a3d;
  --dead: #c62f26; --seldom: #f0a63a; --often: #9fc3ec; --always: #2b63b5;
  --c0: #1559c0; --c1: #b8430a; --c2: #1f7a3d; --c3: #8a2be2; --c4: #a07800; --c5: #008b8b; --c6: #c2185b; --c7: #555c63; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; --warn: #ffb74d; --note: #74aaff; --good: #7ad39a;
  --c0: #74aaff; --c1: #ff9d5c; --c2: #7ad39a; --c3: #c792ff; --c4: #e0c060; --c5: #5fd3d3; --c6: #ff7eb0; --c7: #aab2ba; } }
body { max-width: 76rem; overflow-wrap: break-word; }
h1 { font-size: clamp(1.5rem, 5vw, 2.2rem); line-height: 1.15; margin: .6rem 0; }
h2 { font-size: 1.3rem; margin: 2.2rem 0 .6rem; } h3 { font-size: 1.05rem; margin: 0 0 .3rem; }
p { margin: .4rem 0; max-width: 75ch; }
.verdict { font-size: 1.15rem; border-left: .35rem solid var(--good); padding: .5rem .9rem; background: var(--card); max-width: none; }
.verdict.warning { border-color: var(--warn); } .verdict.error { border-color: var(--bad); }
.finding { background: var(--card); border: 1px solid var(--line); border-left: .35rem solid var(--note); border-radius: .4rem;
  padding: .6rem .9rem; margin: .6rem 0; }
.finding.warning { border-left-color: var(--warn); } .finding.error { border-left-color: var(--bad); }
.finding h3 span { font-size: .8rem; font-weight: 600; text-transform: uppercase; letter-spacing: .04em; color: var(--note); margin-right: .6em; }
.finding.warning h3 span { color: var(--warn); } .finding.error h3 span { color: var(--bad); }
.finding p { max-width: none; }
.grid, .scroll { margin: .7rem 0; }
.grid { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 30rem), 1fr)); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .8rem 1rem; min-width: 0; }
figure { margin: 0; } figcaption { font-size: .85rem; color: var(--soft); margin-top: .3rem; }
svg text { font: 11px system-ui, sans-serif; fill: var(--soft); }
svg .grid-line { stroke: var(--grid); } svg .axis { stroke: var(--soft); } svg .mark { stroke: var(--bad); stroke-dasharray: 3 3; }
svg .mark-text { fill: var(--bad); paint-order: stroke; stroke: var(--card); stroke-width: 3px; } svg path { fill: none; stroke-width: 1.8; stroke-linejoin: round; } svg .bar { fill: var(--c0); }
svg .ends { stroke: var(--paper); stroke-width: 1; }
svg { overflow: visible; } svg .power { font-size: 14px; }
@media (max-width: 34rem) { svg text, svg .power { font-size: 17px; } svg .mark-text { font-size: 12px; } }
.legend { max-width: none; display: flex; flex-wrap: wrap; gap: .1rem 1rem; font-size: .8rem; color: var(--soft); margin-top: .3rem; }
.legend i { display: inline-block; width: 1.5em; height: 0; border-top: 3px solid; margin-right: .4em; vertical-align: middle; }
.legend i.square { height: .85em; width: .85em; border: 0; border-radius: 2px; }
.map { width: 100%; height: clamp(5rem, 18vw, 11rem); image-rendering: pixelated; display: block; border: 1px solid var(--line); background: #fff; }
.axis-below { display: flex; justify-content: space-between; font-size: .75rem; color: var(--soft); }
.scroll:focus-visible { outline: 3px solid var(--note); outline-offset: 1px; }
thead th { border-top: 0; border-bottom: 2px solid var(--line); vertical-align: bottom; white-space: normal; min-width: 4rem; }
tbody th, thead th:first-child { text-align: left; position: sticky; left: 0; background: var(--card); }
td.left { text-align: left; white-space: normal; min-width: 16rem; }
@media print {
  :root { --bad: #b3261e; --warn: #9a5b00; --note: #1559c0; --good: #1f7a3d; --c0: #1559c0; --c1: #b8430a; --c2: #1f7a3d; --c3: #8a2be2; --c4: #a07800; --c5: #008b8b; --c6: #c2185b; --c7: #555c63; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  body { max-width: none; }
  table { font-size: 6.8pt; } th, td { padding: .12rem .18rem; } tbody th, thead th:first-child { position: static; } thead th { min-width: 0; } td.left { min-width: 0; }
  .grid { display: grid; grid-template-columns: 1fr 1fr; gap: 4mm; } .card, .finding, tr { break-inside: avoid; } h2 { break-after: avoid; }
  .map { height: 32mm; } .verdict { break-inside: avoid; } svg text, svg .power { font-size: 15px; } svg .mark-text { font-size: 12px; }
}
)css";

}  // namespace rectify::cli
