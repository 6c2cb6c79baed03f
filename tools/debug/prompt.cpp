#include "tools/debug/prompt.h"

#include "runtime/dom/text.h"
#include "runtime/exec/frame.h"
#include "runtime/support/number_text.h"
#include "runtime/value/value.h"
#include "tools/debug/data.h"
#include "tools/debug/places.h"

#include <algorithm>
#include <array>

namespace aslc::debug {

namespace {

using asl::exec::Frame;

constexpr std::string_view kHelp =
    "  s, step             go to whatever comes next: an entry, an exit or a failure\n"
    "  n, next             go to the next state; what is inside of a Map or Parallel runs\n"
    "  o, out              leave the Map or Parallel around this state\n"
    "  c, continue         go on to the next breakpoint\n"
    "  b, break PLACE      stop at a state: its name or its line; `break errors`: where one "
    "fails;\n"
    "                      without PLACE: list what there is\n"
    "  d, delete PLACE     remove a breakpoint\n"
    "  p, print [TARGET]   show the data: `print input.lines[0]`, `print $total`\n"
    "  v, variables        show all variables\n"
    "  set TARGET JSON     change it: `set input.paid true`, `set $total 3`\n"
    "  w, where            show the states around this one\n"
    "  q, quit             end the execution: it fails\n"
    "An empty line repeats the last of step, next, out and continue.\n";

std::string placeOf(const asl_state_info &state, const std::string &file) {
  return "`" + std::string(asl::text(state.name)) + "` (" + std::string(typeOf(state)) + ", " +
         file + ":" + std::to_string(state.line) + ")";
}

std::string_view doneBy(Moment moment) {
  return moment == Moment::Entry ? "begins" : moment == Moment::Exit ? "is done" : "has failed";
}

/// The rest of a line behind its first word.
std::string restOf(std::string &line) {
  size_t end = std::min(line.find(' '), line.size());
  size_t begin = std::min(line.find_first_not_of(' ', end), line.size());
  std::string rest = line.substr(begin);
  line.resize(end);
  return rest;
}

std::optional<Go> goNamed(std::string_view command) {
  constexpr std::array<std::pair<std::string_view, Go>, 4> words{
      {{"step", Go::Step}, {"next", Go::Next}, {"out", Go::Out}, {"continue", Go::On}}};
  for (const auto &[word, go] : words)
    if (command == word || command == word.substr(0, 1))
      return go;
  return std::nullopt;
}

} // namespace

void Prompt::attach(const asl_module &module, Debugger &debugger) {
  module_ = &module;
  debugger_ = &debugger;
}

asl::Expected<const asl_state_info *> Prompt::stateAt(const std::string &place) const {
  std::optional<uint32_t> line = asl::parseNumber<uint32_t>(place);
  if (!line)
    return stateNamed(*module_, place);
  if (const asl_state_info *state = stateAtLine(*module_, *line))
    return state;
  return asl::Failure{"no state begins at line " + place + " or before it"};
}

std::optional<std::string> Prompt::addBreakpoint(const std::string &place) {
  if (place == "errors") {
    stopsAtErrors_ = true;
    debugger_->setStopsAtErrors(true);
    return std::nullopt;
  }
  asl::Expected<const asl_state_info *> state = stateAt(place);
  if (!state)
    return state.error();
  breakpoints_.insert(*state);
  debugger_->setBreakpoints(breakpoints_);
  return std::nullopt;
}

void Prompt::print(const std::string &text) const {
  std::fputs(text.c_str(), out_);
  std::fflush(out_);
}

Go Prompt::stopped(Stop &stop) {
  show(stop);
  while (true) {
    print("(aslc) ");
    std::optional<std::string> line = readLine();
    if (!line) {
      print("\n");
      debugger_->setBreakpoints({});
      debugger_->setStopsAtErrors(false);
      return Go::On;
    }
    if (std::optional<Go> go = obey(line->empty() ? last_ : *line, stop))
      return *go;
  }
}

void Prompt::show(const Stop &stop) const {
  print("\n" + placeOf(*stop.state, file_) + " " + std::string(doneBy(stop.moment)) + "\n  " +
        std::string(nameOf(stop.moment)) + ": " + asl::dom::write(valueOf(stop)) + "\n");
}

std::optional<Go> Prompt::obey(const std::string &line, Stop &stop) {
  std::string command = line, arguments = restOf(command);
  if (std::optional<Go> go = goNamed(command)) {
    last_ = command;
    return go;
  }
  if (command == "p" || command == "print")
    showData(stop, arguments);
  else if (command == "v" || command == "variables")
    print(asl::dom::write(variablesOf(stop), 2) + "\n");
  else if (command == "set")
    changeData(stop, arguments);
  else if (command == "w" || command == "where")
    showWhere(stop);
  else if (command == "b" || command == "break")
    changeBreakpoints(arguments);
  else if (command == "d" || command == "delete")
    removeBreakpoint(arguments);
  else if (command == "h" || command == "help" || command == "?")
    print(std::string(kHelp));
  else if (command == "q" || command == "quit")
    return Go::Quit;
  else
    print("there is no command `" + command + "`; `help` lists them\n");
  return std::nullopt;
}

void Prompt::showData(const Stop &stop, const std::string &target) const {
  asl::Expected<Json> found = target.empty() ? valueOf(stop) : find(stop, target);
  print((found ? found->dump(2) : found.error()) + "\n");
}

void Prompt::changeData(Stop &stop, const std::string &arguments) const {
  size_t end = endOfTarget(arguments);
  std::string target = arguments.substr(0, end);
  std::string value =
      arguments.substr(std::min(arguments.find_first_not_of(' ', end), arguments.size()));
  asl::Expected<void> done = set(stop, target, value);
  if (!done)
    return print(done.error() + "\n");
  showData(stop, target);
}

void Prompt::showWhere(const Stop &stop) const {
  std::string text = "  " + placeOf(*stop.state, file_) + "\n";
  for (const asl_frame *frame = stop.frame->parent; frame != nullptr; frame = frame->parent)
    text += "  in " + placeOf(static_cast<const Frame *>(frame)->info(), file_) + "\n";
  print(text);
}

void Prompt::changeBreakpoints(const std::string &place) {
  if (!place.empty()) {
    std::optional<std::string> problem = addBreakpoint(place);
    return print(problem ? *problem + "\n" : "");
  }
  std::string text = stopsAtErrors_ ? "  errors\n" : "";
  for (const asl_state_info *state : statesOf(*module_))
    if (breakpoints_.contains(state))
      text += "  " + placeOf(*state, file_) + "\n";
  print(text.empty() ? "there are no breakpoints\n" : text);
}

void Prompt::removeBreakpoint(const std::string &place) {
  if (place == "errors") {
    stopsAtErrors_ = false;
    return debugger_->setStopsAtErrors(false);
  }
  asl::Expected<const asl_state_info *> meant = stateAt(place);
  size_t removed = std::erase_if(breakpoints_, [&](const asl_state_info *state) {
    return asl::text(state->name) == place || (meant && *meant == state);
  });
  if (removed == 0)
    print("there is no breakpoint at `" + place + "`\n");
  debugger_->setBreakpoints(breakpoints_);
}

std::optional<std::string> Prompt::readLine() {
  std::string line;
  int c = 0;
  while ((c = std::fgetc(in_)) != EOF && c != '\n')
    line += static_cast<char>(c);
  if (c == EOF && line.empty())
    return std::nullopt;
  while (!line.empty() && (line.back() == ' ' || line.back() == '\r'))
    line.pop_back();
  line.erase(0, std::min(line.find_first_not_of(' '), line.size()));
  return line;
}

} // namespace aslc::debug
