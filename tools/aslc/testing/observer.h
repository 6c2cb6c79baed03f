// Observes the paths that compiled code takes.
#pragma once

#include "asl/abi/abi.h"
#include "tools/aslc/testing/coverable.h"

#include <unordered_map>
#include <utility>
#include <vector>

namespace aslc::testing {

/// The names of functions of the ABI and what must take their places, in a Jit, in machines whose
/// ways are observed. `observeFunction` is what the code of such machines calls. Besides, such a
/// machine is loaded with `lower::Inspection::ways`.
std::vector<std::pair<const char *, void *>> observingFunctions(const char *observeFunction);

/// While it exists, counts the paths of machines that run on this thread.
class Observation {
public:
  Observation(const Coverable &coverable, Counts &counts);
  ~Observation();
  Observation(const Observation &) = delete;
  Observation &operator=(const Observation &) = delete;

  // What the functions tell.
  void entered(const asl_state_info &state, const asl_state_info *from);
  void left(const asl_frame *frame, const asl_state_info &state);
  void ended() { leaving_ = nullptr; } ///< the flow that has left its last state
  void caught(const asl_state_info &state, size_t catcher);
  void retried(const asl_state_info &state, size_t retrier);
  void way(std::string_view name);
  /// Whether `frame` has left its state and enters the next one.
  bool hasLeft(const asl_frame *frame) const { return leaving_ == frame; }

private:
  const CoveredState *find(const asl_state_info &state);

  const Coverable &coverable_;
  Counts &counts_;
  std::unordered_map<const asl_state_info *, const CoveredState *> known_;
  const asl_frame *leaving_ = nullptr; ///< has left its state, and has not entered another
  std::optional<size_t> rule_;         ///< of the Choice that is being left
  bool isCaught_ = false;              ///< the state is left by a catcher
};

} // namespace aslc::testing
