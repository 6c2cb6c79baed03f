#include "tools/aslc/target.h"

namespace aslc::tool {

namespace {

/// What `aslc build` cannot compile; AWS runs it.
bool isOfCompiler(const diag::Diagnostic &diagnostic) {
  return diagnostic.kind == diag::Kind::S3NotCompiled ||
         diagnostic.kind == diag::Kind::PlaceholderNotCompiled;
}

/// What `aslc run` can bind to a command, while AWS creates no state machine with it. See
/// https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
bool isOfAws(const diag::Diagnostic &diagnostic) {
  return diagnostic.kind == diag::Kind::ForeignResource;
}

} // namespace

void judgeFor(Target target, diag::Engine &diagnostics) {
  if (target == Target::Aslc) {
    diagnostics.raise(isOfCompiler);
    diagnostics.retain([](const diag::Diagnostic &each) { return !isOfAws(each); });
    return;
  }
  diagnostics.raise(isOfAws);
  diagnostics.retain([](const diag::Diagnostic &each) { return !isOfCompiler(each); });
}

} // namespace aslc::tool
