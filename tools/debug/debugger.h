// Stops of a running workflow, and breakpoints.
#pragma once

#include "asl/abi/abi.h"

#include <atomic>
#include <mutex>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace aslc::debug {

enum class Moment : uint8_t {
  Entry,  ///< before the state begins; the value is its raw input
  Exit,   ///< the state is done; the value is its output
  Failure ///< the state has failed, before Retry and Catch; the value is the error
};

enum class Why : uint8_t { Start, Step, Breakpoint, Error, Pause };

/// A stop of a flow. Valid until the client resumes it.
struct Stop {
  Moment moment;
  Why why;
  asl_frame *frame;
  const asl_state_info *state;
  asl_value value; ///< may be replaced by another value of the frame's heap, but for an error
};

/// How to resume.
enum class Go : uint8_t {
  On,   ///< to the next breakpoint
  Step, ///< to whatever comes next: an entry, an exit or a failure
  Next, ///< to the next entry of the same flow, or of one around it
  Out,  ///< to what comes next in a flow around this one
  Quit  ///< not at all: each flow fails where it is
};

/// The client of a debugger. Called on the thread that runs the flow, which blocks until the
/// answer; never by two threads at once.
class Client {
public:
  virtual ~Client() = default;
  virtual Go stopped(Stop &stop) = 0;
};

/// Stops the workflow of this process. Only one may exist at a time, and it must outlive the
/// execution.
class Debugger {
public:
  /// `first`: how the workflow goes on from its start; `Step` stops at its first state.
  Debugger(Client &client, Go first);
  ~Debugger();
  Debugger(const Debugger &) = delete;
  Debugger &operator=(const Debugger &) = delete;

  /// The names of functions of the ABI, and those that take their places in a Jit whose machines
  /// are to stop.
  static std::vector<std::pair<const char *, void *>> functions();

  // Any thread, also while the workflow runs.
  /// Stops when one of these states is entered; they are states of the module that runs.
  void setBreakpoints(std::set<const asl_state_info *> states);
  void setStopsAtErrors(bool stops) { stopsAtErrors_ = stops; }
  /// Stops at the next entry, exit or failure.
  void pause() { isPaused_ = true; }
  /// Stops at the first state. To be called before the workflow starts.
  void stopAtStart() { go_ = Go::Step; }

  /// From now on each flow fails at its next entry or exit of a state, so the execution fails
  /// unless it is stopped before.
  void quit() { isQuitting_ = true; }
  bool isQuitting() const { return isQuitting_; }

  /// Of the functions: a flow is at `state`. Returns the value to go on with.
  asl_value reached(Moment moment, asl_frame *frame, const asl_state_info &state, asl_value value);

private:
  std::optional<Why> whyStop(Moment moment, const asl_frame *frame, const asl_state_info &state);
  bool isNextStop(Moment moment, const asl_frame *frame) const;

  Client &client_;
  std::mutex mutex_; ///< of what follows, and held while the client is asked
  Go go_;
  bool isAtStart_ = true;
  const asl_frame *from_ = nullptr; ///< where the last step began
  unsigned depth_ = 0;              ///< of that frame
  std::mutex breakpointsMutex_;
  std::set<const asl_state_info *> breakpoints_;
  std::atomic<bool> stopsAtErrors_{false}, isPaused_{false}, isQuitting_{false};
};

} // namespace aslc::debug
