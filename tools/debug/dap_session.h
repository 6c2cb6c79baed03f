// A session of the Debug Adapter Protocol with an editor. See
// https://microsoft.github.io/debug-adapter-protocol/specification.
#pragma once

#include "compiler/editor/server/transport.h"
#include "tools/debug/dap_data.h"
#include "tools/debug/debugger.h"

#include <condition_variable>
#include <optional>
#include <thread>

namespace aslc::debug {

/// Loads and runs the program that an editor launches.
class Launcher {
public:
  virtual ~Launcher() = default;
  /// Loads the machine that the arguments of `launch` describe; fails with a sentence.
  virtual asl::Expected<const asl_module *> load(const Message &arguments) = 0;
  /// The file in which the lines of its states count: of a template, the definition that it names.
  virtual std::string file() const = 0;
  /// Runs it to its end; returns the exit status. Called on a thread of the session.
  virtual int run() = 0;
};

class DapSession final : public Client {
public:
  DapSession(editor::Transport &transport, Launcher &launcher)
      : transport_(transport), launcher_(launcher), debugger_(*this, Go::On) {}

  /// SIGINT must be blocked in all threads: `terminate` sends it to the program, which reads it
  /// from a descriptor. Answers requests until the editor leaves. Returns the exit status.
  int serve();
  /// Shows what the program writes. `category`: `stdout` or `stderr`. Any thread.
  void output(std::string_view category, const std::string &text);

  Go stopped(Stop &stop) override;

private:
  struct Answer {
    Message body = Message::object();
    std::optional<std::string> problem{};
  };
  using Handler = Answer (DapSession::*)(const Message &arguments);
  static Handler handlerOf(const std::string &command);

  Answer initialize(const Message &arguments);
  Answer launch(const Message &arguments);
  Answer setBreakpoints(const Message &arguments);
  Answer setFunctionBreakpoints(const Message &arguments);
  Answer setExceptionBreakpoints(const Message &arguments);
  Answer configurationDone(const Message &arguments);
  Answer threads(const Message &arguments);
  Answer stackTrace(const Message &arguments);
  Answer scopes(const Message &arguments);
  Answer variables(const Message &arguments);
  Answer setVariable(const Message &arguments);
  Answer evaluate(const Message &arguments);
  Answer goOn(const Message &arguments);
  Answer next(const Message &arguments);
  Answer stepIn(const Message &arguments);
  Answer stepOut(const Message &arguments);
  Answer pause(const Message &arguments);
  Answer terminate(const Message &arguments);

  void answer(const Message &request);
  void send(Message message);
  void sendEvent(const std::string &name, Message body = Message::object());
  Answer release(Go go);
  void run();
  void tellDebugger();
  Message breakpointAt(const asl_state_info *state) const;

  editor::Transport &transport_;
  Launcher &launcher_;
  Debugger debugger_;
  const asl_module *module_ = nullptr;
  std::string path_; ///< of the definition
  bool stopsOnEntry_ = false, noDebug_ = false;
  std::set<const asl_state_info *> atLines_, atNames_;
  std::thread runner_;

  std::mutex writing_; ///< of the transport's output and the next number
  int64_t number_ = 0; ///< of our last message

  std::mutex mutex_; ///< of what follows
  std::condition_variable changed_;
  Stop *stop_ = nullptr; ///< where the workflow has stopped; null while it runs
  std::optional<Go> go_;
  bool isLeaving_ = false; ///< nothing stops any more
  std::atomic<bool> isRunning_{false};
  DataTree data_; ///< of `stop_`
};

} // namespace aslc::debug
