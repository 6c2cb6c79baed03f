// The style sheet of a page.
#include "compiler/report/html/parts.h"

namespace aslc::report::html {

std::string_view styleSheet() {
  return R"(
:root { color-scheme: light dark; --ink: #1f2933; --soft: #52606d; --line: #cbd2d9; --back: #ffffff;
  --card: #f5f7fa; --bad: #c53030; --warn: #b45309; --info: #2b6cb0; --mark: #fdeeb5; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e7eb; --soft: #9aa5b1; --line: #3e4c59;
  --back: #18212b; --card: #1f2933; --bad: #fc8181; --warn: #f6ad55; --info: #63b3ed; --mark: #6b5000; } }
* { box-sizing: border-box; }
body { margin: 1.5rem auto; padding: 0 1.5rem; max-width: 110rem; color: var(--ink); background: var(--back);
  font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.25rem; overflow-wrap: anywhere; }
h3 { font-size: 1rem; margin: 0 0 .5rem; } h4 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
a { color: var(--info); }
a:focus-visible, input:focus-visible, summary:focus-visible, .canvas:focus-visible {
  outline: 3px solid var(--info); outline-offset: 2px; }
table { border-collapse: collapse; margin-bottom: 1rem; }
th, td { padding: .2rem 1rem .2rem 0; text-align: left; border-bottom: 1px solid var(--line); }
td.error, td.warning { text-align: right; font-variant-numeric: tabular-nums; }
.show { display: inline; margin-right: .5rem; color: var(--soft); }
label { margin: 0 1rem 0 .3rem; }
code, pre { font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .9em; }
.chapter { border-top: 2px solid var(--line); margin-top: 1.5rem; }
.columns { display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 1fr); }
@media (min-width: 75rem) { .columns:has(.graph) { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
  grid-template-rows: auto 1fr; } }
@media (min-width: 75rem) { .graph { position: sticky; top: 1rem; align-self: start; grid-row: 1 / span 2; } }
.graph label { color: var(--soft); }
.canvas { overflow: auto; max-height: 85vh; margin-top: .5rem; border: 1px solid var(--line); border-radius: 8px; }
.canvas svg { display: block; margin: 0 auto; }
.graph input:checked ~ .canvas svg { max-width: 100%; height: auto; }
article { background: var(--card); border-left: 5px solid var(--info); border-radius: 6px; padding: .7rem 1rem;
  margin-bottom: .8rem; }
article.error { border-color: var(--bad); } article.warning { border-color: var(--warn); }
article:target { outline: 3px solid var(--info); }
.severity { display: inline-block; padding: 0 .45rem; border-radius: 4px; font-size: .8rem; color: var(--back);
  background: var(--info); }
.error .severity { background: var(--bad); } .warning .severity { background: var(--warn); }
.place { margin: .2rem 0; color: var(--soft); font-size: .9rem; overflow-wrap: anywhere; }
pre { margin: .4rem 0; padding: .4rem .6rem; overflow-x: auto; background: var(--back); border: 1px solid var(--line);
  border-radius: 4px; }
.number { color: var(--soft); user-select: none; display: inline-block; min-width: 3ch; text-align: right; }
mark { background: var(--mark); color: inherit; border-radius: 2px; }
.bounds table { font-variant-numeric: tabular-nums; font-size: .9rem; width: 100%; } .bounds h4 { margin: .6rem 0 .2rem; }
.bounds td, .bounds th { vertical-align: top; overflow-wrap: anywhere; } .bounds th { overflow-wrap: break-word; } .bounds ul { margin: .2rem 0; padding-left: 1.4rem; }
.hint { margin: .3rem 0; } .hint::before { content: "→ "; color: var(--soft); }
.chain { margin: .4rem 0; padding-left: 1.4rem; } .chain pre { border: 0; background: none; padding: 0; }
details { margin-top: .4rem; color: var(--soft); } summary { cursor: pointer; }
footer { margin-top: 2rem; color: var(--soft); font-size: .85rem; }
#show-error:not(:checked) ~ main article.error, #show-warning:not(:checked) ~ main article.warning,
#show-note:not(:checked) ~ main article.note { display: none; }
.state:target > .box, .state:target > a > .box { stroke: var(--info) !important; stroke-width: 4; }
@media print { .graph { position: static; } body { max-width: none; margin: 0; } .show, input, label { display: none; }
  .canvas { max-height: none; overflow: visible; border: 0; } .canvas svg { max-width: 100%; height: auto; }
  .columns, .columns:has(.graph) { grid-template-columns: minmax(0, 1fr); }
  article { break-inside: avoid; } .graph { break-after: page; } }
)";
}

} // namespace aslc::report::html
