// Properties of a workflow, in a small language. docs/verification.md describes it for users.
#pragma once

#include "runtime/support/expected.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace aslc::analysis::properties {

/// What a state does in a run. Retries of a task happen within one entering.
enum class Phase : uint8_t { Entered, Succeeded, Failed };

/// A state as a property names it: its name, or the end of its path with `/` between names.
struct StepName {
  std::string name;
  Phase phase = Phase::Entered;
  size_t begin = 0, end = 0; ///< of the name in the text, in bytes
};

struct Property {
  enum class Form : uint8_t {
    Never,      ///< no step of `steps` happens
    NeverAfter, ///< none of `steps` happens after one of `others`
    OnlyAfter,  ///< one of `others` has happened before each of `steps`; also `never ... before`
    AtMost,     ///< `steps` happen `most` times in all
    Always,     ///< one of `steps` happens in each run that ends
    LeadsTo,    ///< after each of `steps` comes one of `others`
    OptionToComplete,
    ProperCompletion,
    NoDeadStates,
    NoLivelock
  };
  Form form = Form::Never;
  std::vector<StepName> steps, others;
  uint32_t most = 0;
  std::string text; ///< as written, without blanks around it

  /// Whether it is about the machine as a whole, without names of states.
  bool isSoundness() const { return form >= Form::OptionToComplete; }
};

/// Why a text is not a property.
struct SyntaxError {
  std::string message; ///< one sentence: lower-case start, no full stop
  size_t begin = 0, end = 0;
};

/// Reads one property:
///
///     property := "always" steps | "never" steps [("before" | "after") steps]
///               | "at most" NUMBER "of" steps | steps ("leads to" | "only after") steps
///               | "option to complete" | "proper completion" | "no dead states" | "no livelock"
///     steps    := step {"or" step}
///     step     := name ["entered" | "succeeded" | "failed"]
///
/// A name with blanks, or one that is a word of the language, stands in quotes: "", '' or ``.
std::variant<Property, SyntaxError> parseProperty(std::string_view text);

} // namespace aslc::analysis::properties
