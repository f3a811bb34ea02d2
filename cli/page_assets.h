#pragma once
// The style of all pages.

namespace rectify::cli {

inline constexpr const char* kPageStyle = R"css(
:root { color-scheme: light dark; --paper: #fdfdfb; --card: #ffffff; --ink: #1c2024; --soft: #5b636b; --line: #d9dcdf;
  --grid: #e8eaec; }
@media (prefers-color-scheme: dark) { :root { --paper: #121518; --card: #1a1e23; --ink: #e6e9ec; --soft: #a2abb4;
  --line: #343b42; --grid: #272d33; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; padding: 1rem clamp(.75rem, 3vw, 2rem) 3rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
.soft { color: var(--soft); }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: .5rem; background: var(--card); }
table { border-collapse: collapse; width: 100%; font-size: .86rem; font-variant-numeric: tabular-nums; }
th, td { padding: .34rem .6rem; text-align: right; white-space: nowrap; border-top: 1px solid var(--grid); }
table.words th { white-space: normal; }
svg { display: block; width: 100%; height: auto; }
@media print {
  :root { color-scheme: light; --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --grid: #e4e4e4; }
  @page { size: A4; margin: 12mm; }
  body { padding: 0; font-size: 9.5pt; }
  .scroll { overflow: visible; border: 0; }
}
)css";

}  // namespace rectify::cli
