// The verbs of aslc, each in a file of its own. A new verb is a line here and a line in main.cpp.
#pragma once

#include "tools/aslc/command/exit.h"

#include <span>
#include <string>
#include <string_view>

namespace aslc::tool {

struct Verb {
  std::string_view name;
  std::string_view summary; ///< one line for `aslc --help`
  /// Carries the verb out with the arguments after its name; returns the exit status.
  int (*run)(std::span<const std::string> arguments);
};

extern const Verb buildVerb;
extern const Verb runVerb;
extern const Verb checkVerb;
extern const Verb fmtVerb;
extern const Verb lspVerb;
extern const Verb dapVerb;
extern const Verb listVerb;
extern const Verb evalVerb;
extern const Verb testStateVerb;
extern const Verb testVerb;
extern const Verb mockVerb;
extern const Verb graphVerb;
extern const Verb reportVerb;
extern const Verb showVerb;
extern const Verb explainVerb;
extern const Verb serveVerb;
extern const Verb eventsVerb;
extern const Verb executionsVerb;
extern const Verb activityVerb;
extern const Verb taskVerb;
extern const Verb journalVerb;
extern const Verb aslValidatorVerb;

} // namespace aslc::tool
