#include "compiler/report/run/style.h"

namespace aslc::report::run {

std::string_view styleSheet() {
  return R"(
:root { --good: #2f855a; } @media (prefers-color-scheme: dark) { :root { --good: #68d391; } }
h5 { margin: .5rem 0 0; color: var(--soft); font-weight: 600; }
.summary th { font-weight: 600; vertical-align: top; } .summary td { overflow-wrap: anywhere; }
.status { font-weight: 700; } .status.SUCCEEDED { color: var(--good); }
.status.FAILED, .status.TIMED_OUT, .status.ABORTED { color: var(--bad); } .status.RUNNING { color: var(--info); }
.asl-graph .state:not(.marked) > .box, .asl-graph .state:not(.marked) > text, .asl-graph .edge:not(.taken) { opacity: .35; }
.asl-graph .start > *, .asl-graph .end > * { opacity: 1 !important; }
.asl-graph .edge.taken { stroke: var(--ink); stroke-width: 2.2; }
.asl-graph .has-succeeded > a > .box { stroke: var(--good); } .asl-graph .mark.succeeded circle { fill: var(--good); }
.asl-graph .has-failed > a > .box { stroke: var(--bad); } .asl-graph .mark.failed circle { fill: var(--bad); }
.asl-graph .has-caught > a > .box { stroke: var(--task); } .asl-graph .mark.caught circle { fill: var(--task); }
.asl-graph .has-running > a > .box { stroke: var(--choice); stroke-dasharray: 6 3; }
.visit { margin: 0; border-bottom: 1px solid var(--line); color: inherit; content-visibility: auto; contain-intrinsic-size: auto 2rem; }
.visit > summary { display: grid; grid-template-columns: minmax(7rem, 3fr) minmax(5rem, 2fr) minmax(5rem, 3fr) 5.5rem; gap: .6rem;
  align-items: center; padding: .25rem 0; list-style: none; }
.visit > summary::before { content: none; } .visit .name { font-weight: 600; overflow-wrap: anywhere; }
.visit .notes, .visit .length, .more { color: var(--soft); font-size: .85rem; overflow-wrap: anywhere; }
.visit .length { text-align: right; font-variant-numeric: tabular-nums; }
.visit:target { outline: 3px solid var(--info); }
.time { display: block; background: var(--card); border-radius: 3px; overflow: hidden; }
.time > span { display: block; height: .8rem; background: var(--good); border-radius: 3px; }
.failed .time > span { background: var(--bad); } .caught .time > span { background: var(--warn); }
.running .time > span { background: var(--info); }
.events table { width: 100%; font-variant-numeric: tabular-nums; } .events td { vertical-align: top; overflow-wrap: anywhere; }
.events tr { content-visibility: auto; contain-intrinsic-size: auto 2rem; } .events pre { max-width: 70vw; } .events details { margin: 0; }
@media (max-width: 40rem) { .visit > summary { grid-template-columns: 1fr 1fr; } body { padding: 0 .6rem; } }
)";
}

} // namespace aslc::report::run
