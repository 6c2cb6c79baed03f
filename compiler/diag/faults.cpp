// One diagnostic for each fault of a tree.
#include "compiler/diag/faults.h"

namespace aslc::diag {

using source::Fault;
using source::FaultKind;

namespace {

void report(const Fault &fault, Engine &engine) {
  switch (fault.kind) {
  case FaultKind::Syntax: {
    Engine::Builder builder = engine.emit(fault.range, Kind::Syntax, {fault.detail});
    if (fault.other)
      builder.label(*fault.other, "begun here");
    return;
  }
  case FaultKind::DuplicateKey: {
    Engine::Builder builder = engine.emit(fault.range, Kind::DuplicateKey, {fault.detail});
    if (fault.other)
      builder.label(*fault.other, "given here first");
    return;
  }
  case FaultKind::TooDeep:
    engine.emit(fault.range, Kind::TooDeep, {fault.detail});
    return;
  case FaultKind::InvalidUtf8:
    engine.emit(fault.range, Kind::InvalidUtf8);
    return;
  case FaultKind::TrailingText:
    engine.emit(fault.range, Kind::TrailingText);
    return;
  case FaultKind::EmptyText:
    engine.emit(fault.range, Kind::EmptyText);
    return;
  case FaultKind::CommentNotAllowed:
    engine.emit(fault.range, Kind::CommentNotAllowed);
    return;
  case FaultKind::InvalidNumber:
    engine.emit(fault.range, Kind::InvalidNumber, {fault.detail});
    return;
  case FaultKind::UndefinedPlaceholder:
    engine.emit(fault.range, Kind::UndefinedPlaceholder, {fault.detail})
        .hint("give it with --define " + fault.detail + "=...");
    return;
  case FaultKind::YamlFeature:
    engine.emit(fault.range, Kind::YamlFeature, {fault.detail});
    return;
  }
}

} // namespace

bool reportFaults(const source::Tree &tree, Engine &engine) {
  bool whole = true;
  for (const Fault &fault : tree.faults) {
    report(fault, engine);
    whole &= !fault.partMissing;
  }
  return whole;
}

} // namespace aslc::diag
