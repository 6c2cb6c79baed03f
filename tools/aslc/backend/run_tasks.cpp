#include "tools/aslc/backend/run_tasks.h"

#include "tools/aslc/command/exit.h"
#include "tools/mocks/check.h"
#include "tools/mocks/mock_file.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>

namespace aslc::tool {

namespace {

void report(const std::string &text) { std::fputs(("aslc run: " + text + "\n").c_str(), stderr); }

/// The account in an ARN such as `arn:aws:iam::123456789012:role/name`; empty: there is none.
std::string accountOf(std::string_view arn) {
  for (int colons = 0; colons < 4 && !arn.empty(); ++colons)
    arn.remove_prefix(std::min(arn.find(':'), arn.size() - 1) + 1);
  return std::string(arn.substr(0, arn.find(':')));
}

/// The mocks that `--mock` and `--case` choose for the machine `name`; nothing when there are none.
/// Without `--mock` the file is what emulators of AWS take it from.
Expected<std::optional<mocks::Plan>> mocksFor(TaskOptions &options, const std::string &name,
                                              const ast::Machine &machine) {
  const char *variable = std::getenv("SFN_MOCK_CONFIG");
  std::string &file = options.mocks;
  if (file.empty() && !options.testCase.empty() && variable)
    file = variable;
  if (file.empty() && !options.testCase.empty())
    return Failure{"`--case` needs `--mock`, or the file's name in SFN_MOCK_CONFIG"};
  if (file.empty())
    return std::optional<mocks::Plan>();
  Expected<mocks::MockFile> read = mocks::readMockFile(file);
  if (!read)
    return read.failure();
  Expected<mocks::Plan> plan = mocks::planFor(*read, name, options.testCase);
  if (!plan)
    return plan.failure();
  if (read->isRecording) // what really came is not compared with what should
    return std::optional(*std::move(plan));
  if (std::string problems = mocks::planProblems(machine, *plan, !read->isConfig);
      !problems.empty())
    return Failure{problems};
  return std::optional(*std::move(plan));
}

} // namespace

void addTaskOptions(CommandLine &line, TaskOptions &options) {
  line.addText("--mock", 0, "FILE",
               "answers in place of tasks: a MockConfigFile.json of Step Functions\n"
               "Local, a file in aslc's own form, or a recording",
               options.mocks);
  line.addText("--case", 0, "CASE", "which test case of the file of mocks, as CASE or MACHINE#CASE",
               options.testCase);
  line.addText("--record", 0, "FILE", "write down what the tasks are asked and answer",
               options.record);
  line.addText("--replay", 0, "FILE",
               "carry out no task: the answers are those of a recording, or of the\n"
               "history of an execution of AWS, with which this one is compared",
               options.replay);
}

Expected<std::unique_ptr<RunTasks>> RunTasks::prepare(const TaskOptions &options,
                                                      const std::string &name,
                                                      const ast::Machine &machine) {
  std::unique_ptr<RunTasks> tasks(new RunTasks(options));
  bool isMocked = !options.mocks.empty() || !options.testCase.empty();
  if (isMocked && !options.replay.empty())
    return Failure{"`--replay` and `--mock` exclude each other: a replay carries out no task"};
  auto plan = mocksFor(tasks->options_, name, machine);
  if (!plan)
    return plan.failure();
  tasks->mocks_ = *std::move(plan);
  if (Expected<void> read = tasks->readReplay(machine); !read)
    return read.failure();
  return tasks;
}

Expected<void> RunTasks::readReplay(const ast::Machine &machine) {
  if (options_.replay.empty())
    return {};
  Expected<asl::document::Tree> tree = mocks::readDocument(options_.replay);
  if (!tree)
    return tree.failure();
  bool isHistory = tree->root->is(mocks::Node::Kind::Array) || tree->root->find("events");
  if (!isHistory) {
    Expected<mocks::Recording> recording = mocks::readRecordingFile(options_.replay);
    if (!recording)
      return recording.failure();
    recording_ = *std::move(recording);
    return {};
  }
  auto history = replay::HistoryReplay::read(tree->file, machine);
  if (!history)
    return history.failure();
  history_ = *std::move(history);
  recording_ = history_->recording();
  return {};
}

Expected<void> RunTasks::addTo(ProgramArguments &program, std::vector<asl::FileUse> &inputs) const {
  if ((recording_ || !options_.record.empty()) && valueOf(program, "--journal"))
    return Failure{
        "`--record` and `--replay` are for an execution in memory, and `--journal` keeps it"};
  const mocks::Mock *mock = mocks_ ? mocks::asksForIteration(*mocks_) : nullptr;
  if (mock && valueOf(program, "--journal"))
    return Failure{mock->place + ": `iteration` is for an execution in memory, and `--journal` "
                                 "keeps it"};
  if (recording_) {
    if (recording_->input)
      giveUnless(program, "--input", *recording_->input);
    if (recording_->variables)
      giveUnless(program, "--variables", *recording_->variables);
    if (recording_->seed != 0)
      giveUnless(program, "--seed", std::to_string(recording_->seed));
    giveUnless(program, "--clock", "virtual");
  }
  if (!options_.mocks.empty())
    inputs.push_back({"the mock file", options_.mocks});
  if (!options_.replay.empty())
    inputs.push_back({"`--replay`", options_.replay});
  if (options_.record.empty())
    return {};
  const asl::FileUse outputs[] = {{"`--record`", options_.record}};
  if (Expected<void> checked = asl::checkOverwrites(inputs, outputs); !checked)
    return checked.failure();
  inputs.push_back(outputs[0]);
  return {};
}

void RunTasks::addTo(asl::program::Surroundings &surroundings) {
  if (options_.record.empty() && !mocks_ && !recording_)
    return;
  surroundings.bringsTasks = mocks_ || recording_;
  surroundings.adjust = [this](asl::EngineOptions &engine, asl::ExecutionOptions &execution,
                               const std::string &input) {
    return adjust(engine, execution, input);
  };
}

Expected<void> RunTasks::adjust(asl::EngineOptions &engine, asl::ExecutionOptions &execution,
                                const std::string &input) {
  if (mocks_)
    engine.executor = &mockTasks_.emplace(*mocks_, mocks::MockOptions{.others = engine.executor});
  if (recording_) {
    engine.executor =
        &replayTasks_.emplace(*recording_, history_ ? mocks::ReplayTasks::Requests::Ignored
                                                    : mocks::ReplayTasks::Requests::Compared);
    engine.orderedAnswers = true;
    engine.virtualStartMs = recording_->startMs.value_or(engine.virtualStartMs);
    if (execution.name.empty())
      execution.name = recording_->name;
    if (execution.roleArn.empty())
      execution.roleArn = recording_->roleArn;
    if (!recording_->region.empty())
      engine.region = recording_->region;
    if (std::string account = accountOf(recording_->roleArn); !account.empty())
      engine.account = account;
  }
  if (history_)
    execution.history = &history_->watch(execution.history);
  return options_.record.empty() ? Expected<void>() : beginRecording(engine, execution, input);
}

Expected<void> RunTasks::beginRecording(asl::EngineOptions &engine,
                                        asl::ExecutionOptions &execution,
                                        const std::string &input) {
  auto writer = mocks::RecordingWriter::create(options_.record);
  if (!writer)
    return Failure{"the recording cannot be written to " + options_.record + ": " + writer.error()};
  writer_ = *std::move(writer);
  // What is random in the requests is to be the same when they are replayed.
  if (execution.seed == 0)
    execution.seed = std::random_device()() | 1u;
  mocks::Recording head;
  if (input.size() <= ASL_PAYLOAD_LIMIT_BYTES) // a longer one is refused, and may not be whole
    head.input = input;
  if (!execution.variables.empty())
    head.variables = execution.variables;
  bool isVirtual = engine.clock == asl::ClockKind::Virtual;
  using namespace std::chrono;
  head.startMs = isVirtual
                     ? engine.virtualStartMs
                     : duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
  head.name = execution.name;
  head.roleArn = execution.roleArn;
  head.seed = execution.seed;
  writer_->begin(head);
  engine.executor = &recordingTasks_.emplace(*engine.executor, *writer_);
  return {};
}

int RunTasks::finishRecording(int status) {
  if (!writer_)
    return status;
  recordingTasks_.reset();
  Expected<void> written = writer_->state();
  if (written)
    return status;
  report("the recording is not whole: " + options_.record +
         " cannot be written: " + written.error());
  return status == exitClean ? exitUsage : status;
}

int RunTasks::finishReplay(int status) const {
  constexpr int aborted = 3; // of the program
  bool hasRun = replayTasks_ && status != exitUsage && status != aborted;
  if (!hasRun)
    return status;
  if (history_) {
    replay::HistoryReplay::Verdict verdict = history_->judge();
    std::fputs(verdict.text.c_str(), stderr);
    return verdict.isReproduced ? exitClean : exitFaulty;
  }
  std::string problem = replayTasks_->problem();
  if (problem.empty())
    return status;
  report("this is not what was recorded: " + problem);
  return status == exitClean ? exitFaulty : status;
}

int RunTasks::finish(int status) { return finishReplay(finishRecording(status)); }

} // namespace aslc::tool
