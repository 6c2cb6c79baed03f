#include "tools/debug/dap_session.h"

#include "runtime/exec/frame.h"
#include "runtime/value/value.h"
#include "tools/debug/places.h"

#include <csignal>
#include <filesystem>
#include <unistd.h>

namespace aslc::debug {

namespace {

constexpr int kThread = 1; ///< the protocol's only one: the execution

/// The objects of a list; none when it is not given.
std::vector<Message> listIn(const Message &object, const char *name) {
  const Message &list = editor::memberAt(object, name);
  return list.is_array() ? list.get<std::vector<Message>>() : std::vector<Message>();
}

std::string reasonOf(Why why) {
  switch (why) {
  case Why::Start:
    return "entry";
  case Why::Breakpoint:
    return "breakpoint";
  case Why::Error:
    return "exception";
  case Why::Pause:
    return "pause";
  case Why::Step:
    break;
  }
  return "step";
}

} // namespace

DapSession::Handler DapSession::handlerOf(const std::string &command) {
  static const std::unordered_map<std::string, Handler> handlers = {
      {"initialize", &DapSession::initialize},
      {"launch", &DapSession::launch},
      {"setBreakpoints", &DapSession::setBreakpoints},
      {"setFunctionBreakpoints", &DapSession::setFunctionBreakpoints},
      {"setExceptionBreakpoints", &DapSession::setExceptionBreakpoints},
      {"configurationDone", &DapSession::configurationDone},
      {"threads", &DapSession::threads},
      {"stackTrace", &DapSession::stackTrace},
      {"scopes", &DapSession::scopes},
      {"variables", &DapSession::variables},
      {"setVariable", &DapSession::setVariable},
      {"evaluate", &DapSession::evaluate},
      {"continue", &DapSession::goOn},
      {"next", &DapSession::next},
      {"stepIn", &DapSession::stepIn},
      {"stepOut", &DapSession::stepOut},
      {"pause", &DapSession::pause},
      {"terminate", &DapSession::terminate},
      {"disconnect", &DapSession::terminate},
  };
  auto found = handlers.find(command);
  return found == handlers.end() ? nullptr : found->second;
}

int DapSession::serve() {
  bool hasLeft = false;
  while (!hasLeft) {
    std::optional<Message> request = transport_.read();
    if (!request)
      break;
    if (request->is_object() && editor::textAt(*request, "type") == "request") {
      answer(*request);
      hasLeft = editor::textAt(*request, "command") == "disconnect";
    }
  }
  terminate({});
  if (runner_.joinable())
    runner_.join();
  return hasLeft ? 0 : 1;
}

void DapSession::answer(const Message &request) {
  std::string command = editor::textAt(request, "command");
  Handler handler = handlerOf(command);
  Answer answer;
  if (handler != nullptr)
    answer = (this->*handler)(editor::memberAt(request, "arguments"));
  else
    answer.problem = "`" + command + "` is not supported";
  Message response{{"type", "response"},
                   {"request_seq", editor::numberAt(request, "seq")},
                   {"success", !answer.problem},
                   {"command", command},
                   {"body", std::move(answer.body)}};
  if (answer.problem) {
    response["message"] = *answer.problem;
    response["body"] = {{"error", {{"id", 1}, {"format", *answer.problem}, {"showUser", true}}}};
  }
  send(std::move(response));
  // The editor may set breakpoints now that the states are known.
  if (command == "launch" && !answer.problem)
    sendEvent("initialized");
}

void DapSession::send(Message message) {
  std::lock_guard lock(writing_);
  message["seq"] = ++number_;
  transport_.write(message);
}

void DapSession::sendEvent(const std::string &name, Message body) {
  send({{"type", "event"}, {"event", name}, {"body", std::move(body)}});
}

void DapSession::output(std::string_view category, const std::string &text) {
  sendEvent("output", {{"category", category}, {"output", text}});
}

DapSession::Answer DapSession::initialize(const Message &) {
  return {{{"supportsConfigurationDoneRequest", true},
           {"supportsFunctionBreakpoints", true},
           {"supportsSetVariable", true},
           {"supportsEvaluateForHovers", true},
           {"supportsTerminateRequest", true},
           {"exceptionBreakpointFilters",
            Message::array({{{"filter", "errors"},
                             {"label", "States that fail"},
                             {"description", "Stops where a state fails, before Retry and Catch"},
                             {"default", false}}})}}};
}

DapSession::Answer DapSession::launch(const Message &arguments) {
  if (module_ != nullptr)
    return {{}, "a workflow is launched already"};
  asl::Expected<const asl_module *> loaded = launcher_.load(arguments);
  if (!loaded)
    return {{}, loaded.error()};
  module_ = *loaded;
  path_ = std::filesystem::absolute(launcher_.file()).lexically_normal();
  stopsOnEntry_ = editor::flagAt(arguments, "stopOnEntry");
  noDebug_ = editor::flagAt(arguments, "noDebug");
  return {};
}

Message DapSession::breakpointAt(const asl_state_info *state) const {
  if (state == nullptr)
    return {{"verified", false}, {"message", "there is no state here"}};
  return {{"verified", true},
          {"line", state->line},
          {"source", {{"name", std::filesystem::path(path_).filename()}, {"path", path_}}}};
}

DapSession::Answer DapSession::setBreakpoints(const Message &arguments) {
  std::filesystem::path path = editor::textAt(editor::memberAt(arguments, "source"), "path");
  bool isOurs = module_ != nullptr && path.lexically_normal() == path_;
  if (isOurs)
    atLines_.clear();
  Message list = Message::array();
  for (const Message &each : listIn(arguments, "breakpoints")) {
    const asl_state_info *state =
        isOurs ? stateAtLine(*module_, editor::numberAt(each, "line")) : nullptr;
    if (state != nullptr)
      atLines_.insert(state);
    list.push_back(breakpointAt(state));
  }
  tellDebugger();
  return {{{"breakpoints", list}}};
}

DapSession::Answer DapSession::setFunctionBreakpoints(const Message &arguments) {
  atNames_.clear();
  Message list = Message::array();
  for (const Message &each : listIn(arguments, "breakpoints")) {
    asl::Expected<const asl_state_info *> state =
        module_ != nullptr ? stateNamed(*module_, editor::textAt(each, "name"))
                           : asl::Expected<const asl_state_info *>(nullptr);
    if (state && *state != nullptr)
      atNames_.insert(*state);
    list.push_back(state ? breakpointAt(*state)
                         : Message{{"verified", false}, {"message", state.error()}});
  }
  tellDebugger();
  return {{{"breakpoints", list}}};
}

void DapSession::tellDebugger() {
  std::set<const asl_state_info *> all = atLines_;
  all.insert(atNames_.begin(), atNames_.end());
  debugger_.setBreakpoints(noDebug_ ? std::set<const asl_state_info *>() : std::move(all));
}

DapSession::Answer DapSession::setExceptionBreakpoints(const Message &arguments) {
  bool errors = false;
  for (const Message &filter : listIn(arguments, "filters"))
    errors |= filter == "errors";
  debugger_.setStopsAtErrors(errors && !noDebug_);
  return {};
}

DapSession::Answer DapSession::configurationDone(const Message &) {
  if (module_ == nullptr || runner_.joinable())
    return {{}, "nothing is launched that could start"};
  if (stopsOnEntry_ && !noDebug_)
    debugger_.stopAtStart();
  isRunning_ = true;
  runner_ = std::thread([this] { run(); });
  return {};
}

void DapSession::run() {
  int status = launcher_.run();
  isRunning_ = false;
  sendEvent("exited", {{"exitCode", status}});
  sendEvent("terminated");
}

Go DapSession::stopped(Stop &stop) {
  std::unique_lock lock(mutex_);
  if (isLeaving_)
    return Go::Quit;
  stop_ = &stop;
  go_.reset();
  Message body{{"reason", reasonOf(stop.why)},
               {"description", std::string(asl::text(stop.state->name)) +
                                   (stop.moment == Moment::Entry  ? " begins"
                                    : stop.moment == Moment::Exit ? " is done"
                                                                  : " has failed")},
               {"threadId", kThread},
               {"allThreadsStopped", true}};
  if (stop.moment == Moment::Failure)
    body["text"] = valueOf(stop).value("Error", "");
  sendEvent("stopped", std::move(body));
  changed_.wait(lock, [this] { return go_.has_value(); });
  stop_ = nullptr;
  data_.clear();
  return *go_;
}

DapSession::Answer DapSession::release(Go go) {
  std::lock_guard lock(mutex_);
  if (stop_ == nullptr)
    return {{}, "the workflow is not stopped"};
  go_ = go;
  changed_.notify_all();
  return {{{"allThreadsContinued", true}}};
}

DapSession::Answer DapSession::goOn(const Message &) { return release(Go::On); }
DapSession::Answer DapSession::next(const Message &) { return release(Go::Next); }
DapSession::Answer DapSession::stepIn(const Message &) { return release(Go::Step); }
DapSession::Answer DapSession::stepOut(const Message &) { return release(Go::Out); }

DapSession::Answer DapSession::pause(const Message &) {
  debugger_.pause();
  return {};
}

DapSession::Answer DapSession::threads(const Message &) {
  return {{{"threads", Message::array({{{"id", kThread}, {"name", "execution"}}})}}};
}

DapSession::Answer DapSession::stackTrace(const Message &) {
  std::lock_guard lock(mutex_);
  Message frames = Message::array();
  const asl_frame *frame = stop_ == nullptr ? nullptr : stop_->frame;
  const asl_state_info *state = stop_ == nullptr ? nullptr : stop_->state;
  while (frame != nullptr) {
    frames.push_back(
        {{"id", frames.size() + 1},
         {"name", std::string(asl::text(state->name)) + " (" + std::string(typeOf(*state)) + ")"},
         {"source", {{"name", std::filesystem::path(path_).filename()}, {"path", path_}}},
         {"line", state->line},
         {"column", state->column}});
    frame = frame->parent;
    state = frame == nullptr ? nullptr : &static_cast<const asl::exec::Frame *>(frame)->info();
  }
  return {{{"stackFrames", frames}, {"totalFrames", frames.size()}}};
}

DapSession::Answer DapSession::scopes(const Message &arguments) {
  std::lock_guard lock(mutex_);
  // Only where it has stopped there is data of its own.
  bool isInnermost = stop_ != nullptr && editor::numberAt(arguments, "frameId") == 1;
  return {{{"scopes", isInnermost ? data_.scopes(*stop_) : Message::array()}}};
}

DapSession::Answer DapSession::variables(const Message &arguments) {
  std::lock_guard lock(mutex_);
  return {{{"variables", data_.variables(editor::numberAt(arguments, "variablesReference"))}}};
}

DapSession::Answer DapSession::setVariable(const Message &arguments) {
  std::lock_guard lock(mutex_);
  std::optional<std::string> target = data_.targetOf(
      editor::numberAt(arguments, "variablesReference"), editor::textAt(arguments, "name"));
  if (stop_ == nullptr || !target)
    return {{}, "the workflow is not stopped there any more"};
  asl::Expected<void> done = set(*stop_, *target, editor::textAt(arguments, "value"));
  if (!done)
    return {{}, done.error()};
  asl::Expected<Json> now = find(*stop_, *target);
  return {now ? data_.shown(*now, *target) : Message::object()};
}

DapSession::Answer DapSession::evaluate(const Message &arguments) {
  std::lock_guard lock(mutex_);
  if (stop_ == nullptr)
    return {{}, "the workflow is not stopped"};
  std::string target = editor::textAt(arguments, "expression");
  asl::Expected<Json> found = find(*stop_, target);
  if (!found)
    return {{}, found.error()};
  Message shown = data_.shown(*found, target);
  shown["result"] = shown["value"];
  return {std::move(shown)};
}

DapSession::Answer DapSession::terminate(const Message &) {
  {
    std::lock_guard lock(mutex_);
    isLeaving_ = true;
    go_ = Go::Quit;
    changed_.notify_all();
  }
  debugger_.quit();
  // What waits for a task or a timer reaches nothing: the program stops it as for any user.
  if (isRunning_.exchange(false))
    kill(getpid(), SIGINT);
  return {};
}

} // namespace aslc::debug
