/** Style sheet of the report: light and dark by the reader's preference, figures always on a white card, printable. */
export const reportStyle = `
:root { color-scheme: light dark; --ground: #fbfbfa; --text: #1a1a1a; --soft: #595959; --line: #d4d4d0; --card: #f1f1ee;
  --holds: #00603f; --fails: #a03800; --inconclusive: #5a4a00; --link: #005a9c; }
@media (prefers-color-scheme: dark) { :root { --ground: #16181b; --text: #e9e9e6; --soft: #adb0b4; --line: #3c4046; --card: #202328;
  --holds: #5fd3a8; --fails: #ff9b66; --inconclusive: #e8cf6a; --link: #8cc8ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1rem 3rem; background: var(--ground); color: var(--text);
  font: 1rem/1.55 'DejaVu Sans', Verdana, 'Segoe UI', sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0.1rem 0 0.6rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.4rem 0 0.6rem; padding-top: 0.6rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.6rem 0 0.5rem; }
p { margin: 0.5rem 0; }
.kind { color: var(--soft); font-size: 0.85rem; margin: 0; }
.purpose { font-size: 1.05rem; max-width: 46rem; }
section > p, li, figcaption { max-width: 52rem; }
.scroll { overflow-x: auto; margin: 0.6rem 0 1rem; }
.scroll:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
table { border-collapse: collapse; font-size: 0.86rem; line-height: 1.4; }
caption { text-align: left; color: var(--soft); padding: 0.2rem 0 0.4rem; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.9rem 0.35rem 0; border-bottom: 1px solid var(--line); font-weight: normal; }
thead th { font-weight: bold; vertical-align: bottom; }
.verdicts { width: 100%; }
.verdicts tbody th { min-width: 13rem; font-weight: bold; overflow-wrap: anywhere; }
.verdicts td, .numbers td, .numbers th { font-variant-numeric: tabular-nums; white-space: nowrap; }
.numbers thead th { white-space: normal; min-width: 6.5rem; }
.numbers th:first-child { position: sticky; left: 0; background: var(--ground); }
.settings caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.settings td:last-child { overflow-wrap: anywhere; }
.detail { display: block; font-weight: normal; color: var(--soft); }
.outcome { font-weight: bold; white-space: nowrap; }
.holds { color: var(--holds); } .fails { color: var(--fails); } .inconclusive { color: var(--inconclusive); }
figure { margin: 0 0 2.2rem; }
.card { background: #fff; border: 1px solid var(--line); border-radius: 4px; padding: 0.5rem; }
.card svg { display: block; margin: 0 auto; height: auto; }
.wide svg { max-width: 100%; }
.narrow { display: none; }
.narrow svg { width: 100%; max-width: 480px; }
figcaption { margin: 0.6rem 0; font-size: 0.92rem; }
summary { cursor: pointer; color: var(--link); }
.formula { font-family: 'DejaVu Serif', Cambria, 'Times New Roman', serif; font-style: italic; }
p.formula { font-size: 1.05rem; margin: 0.7rem 0 0.7rem 1rem; }
sub, sup { font-size: 0.72em; line-height: 0; }
code { font-family: 'DejaVu Sans Mono', Consolas, monospace; overflow-wrap: anywhere; }
footer { margin-top: 2.5rem; padding-top: 0.6rem; border-top: 1px solid var(--line); color: var(--soft); font-size: 0.85rem; }
@media (max-width: 979px) { .wide { display: none; } .narrow { display: block; } }
@media (max-width: 640px) {
  .verdicts, .verdicts tbody, .verdicts tr, .verdicts th, .verdicts td, .verdicts caption { display: block; }
  .verdicts thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .verdicts th, .verdicts td { border: 0; padding: 0.1rem 0; }
  .verdicts td { display: flex; justify-content: space-between; gap: 1rem; }
  .verdicts td::before { content: attr(data-column); color: var(--soft); white-space: nowrap; }
  .verdicts tr { border-bottom: 1px solid var(--line); padding: 0.6rem 0; }
}
@media (max-width: 480px) { body { padding: 1rem 0.75rem 2rem; } .card { padding: 0.25rem 0; } h1 { font-size: 1.4rem; } }
@media print {
  :root { --ground: #fff; --text: #000; --soft: #444; --line: #bbb; --holds: #000; --fails: #000; --inconclusive: #000; --link: #000; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .wide { display: block; } .narrow { display: none; } .scroll { overflow: visible; }
  figure, tr { break-inside: avoid; } h2, h3 { break-after: avoid; } details { display: none; }
}
`;
