#include "report/page_templates.h"

namespace tricky::analysis {

const std::string_view kPageStyle = R"css(
:root {
  --ink: #1b1f24; --soft: #57606a; --line: #d8dde3; --faint: #f5f7f9; --paper: #ffffff;
  --link: #0b5cad; --badge-ink: #7a3b00; --badge: #ffe8cf; --warn: #d55e00; --note: #0072b2; --warn-paper: #fff5ec;
  --note-paper: #eef6fc;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ink: #e4e8ec; --soft: #a3adb8; --line: #363d46; --faint: #1e232a; --paper: #14181d;
    --link: #7db8f0; --badge-ink: #ffd3a3; --badge: #4d2f12; --warn: #f08a3c; --note: #56b4e9; --warn-paper: #2b2119;
    --note-paper: #17252f;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body {
  margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 52rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.6 "Source Sans 3", "Noto Sans", "Segoe UI", Roboto, "Helvetica Neue", Arial, "DejaVu Sans", sans-serif;
  font-variant-numeric: lining-nums;
}
header { border-bottom: 1px solid var(--line); margin-bottom: 1.75rem; padding-bottom: 1rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .35rem; letter-spacing: -.01em; overflow-wrap: anywhere; }
h2 { font-size: 1.35rem; line-height: 1.3; margin: 0 0 .75rem; letter-spacing: -.005em; overflow-wrap: anywhere; }
p, ul, ol, dl { margin: 0 0 1rem; }
.subtitle { color: var(--soft); margin: 0; }
section { margin-top: 3.25rem; scroll-margin-top: 1rem; }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 2px; }
code { font: .875em/1.4 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; background: var(--faint);
  padding: .1em .3em; border-radius: 3px; overflow-wrap: anywhere; }
.badge { display: inline-block; background: var(--badge); color: var(--badge-ink); font-size: .75rem; font-weight: 600;
  line-height: 1.4; padding: .1rem .55rem; border-radius: 1rem; vertical-align: .12em; letter-spacing: .01em; }
nav { margin-bottom: 2rem; font-size: .95rem; }
nav h2 { font-size: .8rem; text-transform: uppercase; letter-spacing: .07em; color: var(--soft); margin-bottom: .4rem; }
nav ol { list-style: none; margin: 0; padding: 0; }
nav li { margin: .3rem 0; line-height: 1.4; overflow-wrap: anywhere; }
nav a { text-decoration: none; }
nav a:hover { text-decoration: underline; }
nav .badge { font-size: .68rem; padding: 0 .45rem; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; list-style: none;
  margin: 0 0 1.5rem; padding: 0; }
.cards li { background: var(--faint); border-radius: 6px; }
.cards a { display: block; height: 100%; padding: .8rem .95rem .85rem; color: inherit; text-decoration: none; border-radius: 6px; }
.cards a:hover { box-shadow: inset 0 0 0 1px var(--line); }
.cards b { display: block; font-size: 1.55rem; font-weight: 600; line-height: 1.25; font-variant-numeric: tabular-nums; }
.cards span { display: block; color: var(--soft); font-size: .875rem; line-height: 1.35; }
.notice { border-left: 3px solid var(--note); background: var(--note-paper); padding: .6rem .9rem; margin: 0 0 1rem;
  border-radius: 0 4px 4px 0; }
.notice.warning { border-color: var(--warn); background: var(--warn-paper); }
.table { overflow-x: auto; margin: 0 0 1.25rem; container-type: inline-size; }
@media screen {
  .wide table, .wide thead th { font-size: .78rem; }
  .wide th, .wide td { padding-right: .5rem; }
}
table { border-collapse: collapse; min-width: 60%; font-size: .88rem; line-height: 1.35; font-variant-numeric: tabular-nums; }
caption { caption-side: top; text-align: left; color: var(--soft); font-size: .9rem; padding-bottom: .4rem; }
caption span { display: block; position: sticky; left: 0; max-width: 100cqw; }
th, td { padding: .3rem .7rem .3rem 0; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; }
thead th { font-weight: 600; border-bottom: 1.5px solid var(--ink); vertical-align: bottom; font-size: .86rem; }
tbody th { font-weight: 400; }
tbody th.short { white-space: nowrap; }
.number { text-align: right; white-space: nowrap; }
thead .number { white-space: normal; }
.notes { color: var(--soft); font-size: .875rem; margin: -.6rem 0 1.25rem; padding-left: 1.1rem; }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .3rem 1.25rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
details { margin: 0 0 1.25rem; }
summary { cursor: pointer; color: var(--link); margin-bottom: .6rem; }
figure { margin: 1.5rem 0 1.75rem; }
figure svg { display: block; width: 100%; height: auto; }
.picture { overflow-x: auto; }
/* gnuplot's colours that would glare or drown on dark paper: grid lines, white behind dots, the blues, the dark inner bars. */
@media screen and (prefers-color-scheme: dark) {
  figure [stroke="rgb(213, 216, 220)"] { stroke: #2c333b; }
  figure use[color="white"] { color: var(--paper); }
  figure [stroke="rgb(  0, 114, 178)"] { stroke: #3d9bdc; }
  figure [fill="rgb(  0, 114, 178)"] { fill: #3d9bdc; }
  figure [color="rgb(  0, 114, 178)"] { color: #3d9bdc; }
  figure [stroke="rgb(166,  64, 124)"] { stroke: #d884b4; }
  figure [color="rgb(166,  64, 124)"] { color: #d884b4; }
  figure [stroke="rgb( 86, 180, 233)"] { stroke: #a6deff; }
  figure [color="rgb( 86, 180, 233)"] { color: #a6deff; }
  figure [fill="rgb( 60,  64,  67)"] { fill: #424a54; }
}
figcaption { font-size: .9rem; line-height: 1.5; color: var(--soft); margin-top: .6rem; }
.files { display: block; margin-top: .25rem; }
.files a { margin-right: .8rem; white-space: nowrap; }
footer { margin-top: 4rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .875rem;
  overflow-wrap: anywhere; }
@media (max-width: 34rem) {
  body { padding: 1.5rem 1rem 3rem; }
  h1 { font-size: 1.6rem; }
  .picture svg { min-width: 30rem; }
  tbody th { min-width: 8rem; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: .5rem; }
}
@media (min-width: 75rem) {
  body { max-width: 68rem; display: grid; grid-template-columns: 15rem minmax(0, 1fr); column-gap: 4rem; }
  header, footer { grid-column: 1 / -1; }
  nav { position: sticky; top: 1.5rem; align-self: start; max-height: calc(100vh - 3rem); overflow-y: auto; margin: 0; }
  main { grid-column: 2; }
  main > section:first-of-type { margin-top: 2rem; }
}
@media print {
  :root { --ink: #000; --soft: #444; --line: #bbb; --faint: #f4f4f4; --paper: #fff; --link: #000; --badge-ink: #000;
    --badge: #eee; --warn-paper: #fff; --note-paper: #fff; }
  @page { size: A4; margin: 20mm 18mm; }
  html { font-size: 10pt; }
  body { max-width: none; padding: 0; display: block; }
  table { break-inside: avoid; font-size: 7pt; }
  th, td { padding-right: .5rem; }
  .number { white-space: normal; }
  section { margin-top: 1.75rem; }
  h1 { font-size: 20pt; }
  h2 { font-size: 13.5pt; break-after: avoid; }
  figure, tr, .notice, .cards li { break-inside: avoid; }
  thead { display: table-header-group; }
  nav { break-after: page; display: none; }
  a { text-decoration: none; }
  .files { display: none; }
  .table, .picture { overflow: visible; }
  figure svg { max-height: 215mm; margin: 0 auto; }
}
)css";

}  // namespace tricky::analysis
