// Runs the program of a small machine in a child process.
#include "test/unit/program/run_program.h"

#include "asl/host/program.h"
#include "runtime/value/heap.h"

#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <memory>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

namespace asl::program {
namespace {

/// Programs get all signals, also where whoever runs the tests ignores some, as `nohup` does.
[[maybe_unused]] const bool kHearsSignals = [] {
  for (int number : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU})
    std::signal(number, SIG_DFL);
  return true;
}();

const asl_string *constant(std::string_view text) {
  auto *memory = new char[sizeof(asl_string) + text.size() + 8];
  auto *result = reinterpret_cast<asl_string *>(memory);
  result->length = static_cast<uint32_t>(text.size());
  result->size = quotedSize(text);
  result->symbol = 0;
  text.copy(result->bytes, text.size());
  return result;
}

void leave(asl_frame *frame, Value output) {
  output = asl_state_exit(frame, output);
  isError(output) ? asl_flow_fail(frame, output) : asl_flow_succeed(frame, output);
}

/// Enters the state or takes its result. Returns true when `start` must still be called.
bool enters(asl_frame *frame) {
  if (frame->resume % 4 == ASL_AT_RESULT) {
    if (!isError(frame->result))
      leave(frame, frame->result);
    else
      asl_state_failed(frame, frame->result);
    return false;
  }
  if (frame->resume % 4 != ASL_AT_ENTER)
    return true;
  Value input = asl_state_enter(frame, 0, frame->data);
  if (isError(input))
    asl_flow_fail(frame, input);
  return !isError(input);
}

void finish(asl_frame *frame, int32_t how) {
  if (how != ASL_READY)
    return;
  isError(frame->result) ? (void)asl_state_failed(frame, frame->result)
                         : leave(frame, frame->result);
}

void runPass(asl_frame *frame) {
  if (enters(frame))
    leave(frame, frame->data);
}

void runTask(asl_frame *frame) {
  if (!enters(frame))
    return;
  asl_task_arguments arguments{frame->data, undefined(), undefined(), undefined()};
  finish(frame, asl_task_start(frame, &arguments));
}

void runWait(asl_frame *frame) {
  if (enters(frame))
    finish(frame, asl_wait_start(frame, ASL_WAIT_SECONDS, integer(3600), nullptr));
}

void runFail(asl_frame *frame) {
  if (enters(frame))
    asl_flow_fail(frame, asl_fail_error(frame->heap, Heap::of(frame->heap).string("Broken"),
                                        Heap::of(frame->heap).string("by \"hand\"")));
}

const asl_module &machine(const char *name, asl_state_kind kind, void (*runFlow)(asl_frame *)) {
  static const asl_string *const kSlots[1] = {nullptr};
  static const uint32_t kSeeds[1] = {1};
  static const asl_symbols kSymbols{0, 0, 0, 0, kSeeds, kSlots};
  auto *state = new asl_state_info{};
  state->name = constant("Only");
  state->kind = kind;
  state->resource = constant("arn:aws:lambda:us-east-1:123456789012:function:charge");
  auto *flow = new asl_flow{};
  flow->run = runFlow;
  flow->states = state;
  flow->state_count = 1;
  auto *module = new asl_module{};
  module->abi_version = ASL_ABI_VERSION;
  module->name = name;
  module->source_file = "only.asl.json";
  module->symbols = &kSymbols;
  module->flow = flow;
  return *module;
}

std::string readAll(int descriptor) {
  std::string text;
  char buffer[4096];
  ssize_t count;
  while ((count = ::read(descriptor, buffer, sizeof buffer)) > 0)
    text.append(buffer, static_cast<size_t>(count));
  ::close(descriptor);
  return text;
}

} // namespace

const asl_module &passMachine() {
  static const asl_module &module = machine("pass", ASL_PASS, runPass);
  return module;
}
const asl_module &taskMachine() {
  static const asl_module &module = machine("task", ASL_TASK, runTask);
  return module;
}
const asl_module &waitMachine() {
  static const asl_module &module = machine("wait", ASL_WAIT, runWait);
  return module;
}
const asl_module &failMachine() {
  static const asl_module &module = machine("fail", ASL_FAIL, runFail);
  return module;
}

Running::Running(const asl_module &module, std::vector<std::string> arguments, Setup setup) {
  int input[2], output[2], errors[2];
  EXPECT_EQ(::pipe(input) | ::pipe(output) | ::pipe(errors), 0);
  pid_ = ::fork();
  if (pid_ == 0) {
    ::dup2(input[0], 0);
    ::dup2(setup.output >= 0 ? setup.output : output[1], 1);
    ::dup2(errors[1], 2);
    for (int descriptor = 3; descriptor < 64; ++descriptor)
      ::close(descriptor);
    if (setup.closeOutput)
      ::close(1);
    std::vector<char *> argv{const_cast<char *>("bin/only")};
    for (std::string &argument : arguments)
      argv.push_back(argument.data());
    argv.push_back(nullptr);
    ::_exit(asl_program_main(static_cast<int>(argv.size()) - 1, argv.data(), &module));
  }
  for (int ours : {input[0], output[1], errors[1]})
    ::close(ours);
  EXPECT_EQ(::write(input[1], setup.input.data(), setup.input.size()),
            static_cast<ssize_t>(setup.input.size()));
  ::close(input[1]);
  output_ = output[0];
  errors_ = errors[0];
}

void Running::signal(int number) { ::kill(pid_, number); }

void Running::waitForError(std::string_view text) {
  char c;
  while (ended_.errors.find(text) == std::string::npos && ::read(errors_, &c, 1) == 1)
    ended_.errors += c;
}

Ended Running::wait() {
  ended_.output = readAll(output_);
  ended_.errors += readAll(errors_);
  int status = 0;
  ::waitpid(pid_, &status, 0);
  ended_.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return ended_;
}

std::string contents(const std::string &path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string temporaryPath(const std::string &name) {
  static const struct Folder {
    std::filesystem::path path =
        std::filesystem::path(testing::TempDir()) / ("program-" + std::to_string(::getpid()));
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() { std::filesystem::remove_all(path); }
  } folder;
  return folder.path / name;
}

} // namespace asl::program
