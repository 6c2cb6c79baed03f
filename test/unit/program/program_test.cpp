// A compiled machine as a program: options, input, output, history, exit status, signals, and files
// that cannot be used.
#include "test/unit/has_ended.h"
#include "test/unit/program/run_program.h"

#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sstream>
#include <unistd.h>

namespace asl::program {
namespace {

using test::hasEnded;
using testing::HasSubstr;
using testing::StartsWith;

std::vector<std::string> filesBeside(const std::string &path) {
  std::vector<std::string> names;
  for (const auto &entry :
       std::filesystem::directory_iterator(std::filesystem::path(path).parent_path()))
    if (entry.path().filename().string().starts_with(
            std::filesystem::path(path).filename().string()))
      names.push_back(entry.path().filename());
  return names;
}

TEST(Input, OnTheCommandLineInAFileOrOnStandardInput) {
  std::string path = temporaryPath("input.json");
  std::ofstream(path) << "{\"from\": \"file\"}\n";
  EXPECT_EQ(run(passMachine(), {"--input", "{\"id\": 7}"}).output, "{\"id\":7}\n");
  EXPECT_EQ(run(passMachine(), {"--input=[1]"}).output, "[1]\n");
  EXPECT_EQ(run(passMachine(), {"--input", "@" + path}).output, "{\"from\":\"file\"}\n");
  EXPECT_EQ(run(passMachine(), {"--input", "-"}, {.input = "\"in\""}).output, "\"in\"\n");
  Ended ended = run(passMachine(), {});
  EXPECT_EQ(ended.output, "{}\n");
  EXPECT_EQ(ended.status, 0);
  EXPECT_EQ(ended.errors, "");
}

TEST(Input, ThatIsNotJsonIsRefusedAtItsPlace) {
  std::string path = temporaryPath("bad.json");
  std::ofstream(path) << "{\n  \"a\": 1,\n  b\n}";
  Ended ended = run(passMachine(), {"--input", "@" + path});
  EXPECT_EQ(ended.status, 2);
  EXPECT_EQ(ended.errors,
            path +
                ":3:3: error: the input is not JSON: a member's name in quotes is expected here\n");
  EXPECT_THAT(run(passMachine(), {"--input", "[\"\u00e9\u65e5\", x]"}).errors,
              StartsWith("--input:1:8: error: the input is not JSON"));
  EXPECT_EQ(run(passMachine(), {"--input", "nope"}).errors,
            "--input:1:1: error: the input is not JSON: a value is expected here\n");
  EXPECT_THAT(run(passMachine(), {"--input", "-"}).errors,
              StartsWith("standard input:1:1: error: the input is not JSON"));
  EXPECT_EQ(run(passMachine(), {"--input", "@/no/such"}).errors,
            "only: cannot read the input from /no/such: No such file or directory\n");
}

TEST(Input, ThatIsTooLongIsNeitherReadToItsEndNorParsed) {
  std::string path = temporaryPath("long.json");
  std::ofstream(path) << std::string(300'000, '[');
  for (const std::string &input : {path, std::string("/dev/zero")}) {
    Ended ended = run(passMachine(), {"--input", "@" + input});
    EXPECT_EQ(ended.status, 1);
    EXPECT_THAT(ended.errors, testing::HasSubstr("States.DataLimitExceeded"));
  }
  EXPECT_EQ(run(passMachine(), {"--variables", "@/dev/zero"}).errors,
            "only: --variables: the text is larger than 16 MiB\n");
}

TEST(Input, ThatIsTooDeepIsSaidToBeSo) {
  std::string deep(1001, '[');
  EXPECT_EQ(run(passMachine(), {"--input", deep}).errors,
            "--input:1:1001: error: the input is nested more than 1000 levels deep\n");
}

TEST(Output, NeverReplacesAFileThatIsRead) {
  std::string input = temporaryPath("input.json"), link = temporaryPath("hard.json");
  std::string tasks = temporaryPath("tasks.yaml"), fresh = temporaryPath("fresh.json");
  std::ofstream(input) << "{}";
  std::ofstream(tasks) << "[]";
  std::filesystem::remove(link);
  std::filesystem::create_hard_link(input, link);
  const std::pair<std::vector<std::string>, std::string> cases[] = {
      {{"--input", "@" + input, "--output", input},
       "`--output` would overwrite the input: `" + input + "`"},
      {{"--input", "@" + input, "--history", link},
       "`--history` would overwrite the input: `" + link + "` and `" + input +
           "` are the same file"},
      {{"--tasks", tasks, "--output", tasks},
       "`--output` would overwrite the task file: `" + tasks + "`"},
      {{"--output", fresh, "--history", fresh},
       "`--output` and `--history` would be written to the same file: `" + fresh + "`"},
  };
  for (const auto &[arguments, message] : cases) {
    Ended ended = run(passMachine(), arguments);
    EXPECT_EQ(ended.status, 2);
    EXPECT_EQ(ended.errors, "only: " + message + "\n");
  }
  EXPECT_EQ(contents(input), "{}");
  EXPECT_EQ(contents(tasks), "[]");
  EXPECT_FALSE(std::filesystem::exists(fresh));
}

TEST(Options, WrongOnesAreUsageErrors) {
  const std::string help = "\nTry `only --help`.\n";
  const std::pair<std::vector<std::string>, std::string> cases[] = {
      {{"--inptu", "1"}, "only: there is no option `--inptu`; did you mean `--input`?" + help},
      {{"order"}, "only: `order` is not expected here; the input is given by --input" + help},
      {{"--input"}, "only: `--input` needs a value: JSON|@FILE|-" + help},
      {{"--trace=1"}, "only: --trace: `1` is not one of text|json" + help},
      {{"--clock", "sun"}, "only: --clock: `sun` is not one of wall|virtual" + help},
      {{"--seed", "-1"}, "only: --seed: `-1` is not a whole number from 0 on" + help},
      {{"--type", "slow"}, "only: --type: `slow` is not one of standard|express" + help},
  };
  for (const auto &[arguments, message] : cases) {
    Ended ended = run(passMachine(), arguments);
    EXPECT_EQ(ended.status, 2);
    EXPECT_EQ(ended.errors, message);
    EXPECT_EQ(ended.output, "");
  }
}

TEST(Input, ColumnsCountCharacters) {
  EXPECT_THAT(run(passMachine(), {"--input", "[\n\"gr\u00fc\u00df\u4e16\", x]"}).errors,
              StartsWith("--input:2:10: error: "));
}

TEST(Options, NamesFollowTheRulesOfAws) {
  for (std::string name : {std::string("a"), std::string(80, 'x'), std::string("run-1_2.3+!@()='"),
                           std::string("\u00e9t\u00e9")})
    EXPECT_EQ(run(passMachine(), {"--name", name}).status, 0) << name;
  const std::pair<std::string, std::string> refused[] = {
      {"", "the value is empty"},
      {"a b", "a name has no white space, but character 2 is"},
      {"a\u2003", "a name has no white space, but character 2 is"},
      {"a:b", "a name has no `:`"},
      {"\u00e9\n", "a name has no control characters, but character 2 is U+000A"},
      {"\u0085", "a name has no control characters, but character 1 is U+0085"},
      {"\xff", "a name is UTF-8 text"},
      {std::string(81, 'x'), "a name has at most 80 characters, not 81"},
  };
  for (const auto &[name, problem] : refused) {
    Ended ended = run(passMachine(), {"--name", name});
    EXPECT_EQ(ended.status, 2) << name;
    EXPECT_THAT(ended.errors, HasSubstr(": " + problem + "\nTry `only --help`.\n")) << name;
  }
}

TEST(Options, RolesAreArns) {
  for (const char *arn :
       {"arn:aws:iam::123456789012:role/r", "arn:aws-cn:iam::123456789012:role/a/b",
        "arn:aws-us-gov:iam::123456789012:role/service-role/R+=,.@-_1",
        "arn:aws-iso-b:iam::123456789012:role/a!~'(b)/r"})
    EXPECT_EQ(run(passMachine(), {"--role-arn", arn}).status, 0) << arn;
  for (const char *arn :
       {"role", "arn:aws:iam::12345678901:role/r", "arn:aws:iam::123456789012:user/r",
        "arn:aws:iam::123456789012:role/", "arn:aws:iam::123456789012:role/a b",
        "arn:awsx:iam::123456789012:role/r", "arn:aws-:s3::123456789012:role/r",
        "arn:aws:iam:us-east-1:123456789012:role/r", "arn:aws:iam::123456789012:role/r!"}) {
    Ended ended = run(passMachine(), {"--role-arn", arn});
    EXPECT_EQ(ended.status, 2) << arn;
    EXPECT_THAT(ended.errors,
                HasSubstr("the ARN of a role looks like arn:aws:iam::123456789012:role/name"));
  }
}

TEST(Options, HelpAndVersionNameTheMachine) {
  Ended help = run(passMachine(), {"--help"});
  EXPECT_EQ(help.status, 0);
  EXPECT_THAT(help.output,
              StartsWith("Runs the state machine `pass`, compiled from only.asl.json."));
  EXPECT_THAT(help.output, HasSubstr("--history FILE"));
  EXPECT_THAT(run(passMachine(), {"--version"}).output,
              StartsWith("pass, compiled from only.asl.json by aslc "));
}

TEST(Output, GoesToAFile) {
  std::string path = temporaryPath("output.json");
  Ended ended = run(passMachine(), {"--input", "1", "--output", path});
  EXPECT_EQ(ended.status, 0);
  EXPECT_EQ(ended.output, "");
  EXPECT_EQ(contents(path), "1\n");
}

TEST(Output, OfAFailureLeavesTheFileAlone) {
  std::string path = temporaryPath("kept.json");
  std::ofstream(path) << "before";
  EXPECT_EQ(run(failMachine(), {"--output", path}).status, 1);
  EXPECT_EQ(contents(path), "before");
  EXPECT_EQ(filesBeside(path).size(), 1u);
}

TEST(Output, ThatCannotBeWrittenIsAFailure) {
  int full = ::open("/dev/full", O_WRONLY);
  Ended ended = run(passMachine(), {}, {.input = "", .output = full});
  ::close(full);
  EXPECT_EQ(ended.status, 2);
  EXPECT_EQ(ended.errors,
            "only: cannot write the output to standard output: No space left on device\n");

  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ::close(ends[0]);
  EXPECT_EQ(run(passMachine(), {}, {.input = "", .output = ends[1]}).errors,
            "only: cannot write the output to standard output: Broken pipe\n");
  ::close(ends[1]);

  ended = run(passMachine(), {}, {.input = "", .closeOutput = true});
  EXPECT_EQ(ended.status, 2);
  EXPECT_THAT(ended.errors, StartsWith("only: cannot write the output to standard output: "));

  ended = run(passMachine(), {"--output", "/no/such/folder/x"});
  EXPECT_EQ(ended.status, 2);
  EXPECT_EQ(ended.errors,
            "only: cannot write the output to /no/such/folder/x: No such file or directory\n");
}

TEST(Failure, IsPrintedAsJson) {
  Ended ended = run(failMachine(), {});
  EXPECT_EQ(ended.status, 1);
  EXPECT_EQ(ended.output, "");
  EXPECT_EQ(ended.errors,
            "{\"status\":\"FAILED\",\"error\":\"Broken\",\"cause\":\"by \\\"hand\\\"\"}\n");
}

TEST(Failure, OfATimeoutHasItsOwnStatus) {
  asl_module machine = waitMachine();
  machine.timeout_seconds = 5;
  Ended ended = run(machine, {"--clock", "virtual"});
  EXPECT_EQ(ended.status, 4);
  EXPECT_EQ(ended.errors, "{\"status\":\"TIMED_OUT\"}\n");
}

TEST(History, HoldsTheEvents) {
  std::string path = temporaryPath("history.json");
  EXPECT_EQ(
      run(passMachine(), {"--history", path, "--clock", "virtual", "--input", "{\"a\":1}"}).status,
      0);
  auto history = nlohmann::json::parse(contents(path));
  ASSERT_EQ(history["events"].size(), 4u);
  const auto &entered = history["events"][1];
  EXPECT_EQ(entered["type"], "PassStateEntered");
  EXPECT_EQ(entered["id"], 2);
  EXPECT_EQ(entered["previousEventId"], 0);
  EXPECT_EQ(entered["stateEnteredEventDetails"]["input"], "{\"a\":1}");
  EXPECT_THAT(contents(path), HasSubstr("\"timestamp\":1704103200.000,"));
}

TEST(History, ThatCannotBeWrittenIsAFailure) {
  Ended ended = run(passMachine(), {"--history", "/dev/full"});
  EXPECT_EQ(ended.status, 2);
  EXPECT_EQ(ended.output, "{}\n");
  EXPECT_EQ(ended.errors, "only: cannot write the history to /dev/full: No space left on device\n");
  EXPECT_EQ(run(passMachine(), {"--history", "/no/such/folder/x"}).status, 2);
}

TEST(History, ThroughALinkReplacesItsTarget) {
  std::string path = temporaryPath("target.json"), link = temporaryPath("link.json");
  std::ofstream(path) << "old";
  std::filesystem::create_symlink(path, link);
  EXPECT_EQ(run(passMachine(), {"--history", link}).status, 0);
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_THAT(contents(path), StartsWith("{\"events\":["));
}

/// Waits until a command has written a line into `path`, which it gives.
std::string waitForLine(const std::string &path) {
  for (int i = 0; i < 1000 && !contents(path).ends_with('\n'); ++i)
    ::usleep(10000);
  return contents(path);
}

TEST(Signals, ThatWereIgnoredStayIgnored) {
  auto before = std::signal(SIGHUP, SIG_IGN);
  Running running(waitMachine(), {"--trace"});
  std::signal(SIGHUP, before);
  running.waitForError("Only");
  running.signal(SIGHUP);
  ::usleep(100000);
  running.signal(SIGTERM);
  EXPECT_THAT(running.wait().errors, HasSubstr("aborted by SIGTERM"));
}

TEST(Signals, TheSecondOneKillsWhatRuns) {
  std::string tasks = temporaryPath("stubborn.yaml"), mark = temporaryPath("stubborn.mark");
  std::ofstream(tasks) << "- function: charge\n  command: 'trap \"\" TERM; echo $$ > " << mark
                       << "; while true; do sleep 0.1; done'\n";
  Running running(taskMachine(), {"--tasks", tasks, "--trace"});
  pid_t command = std::stoi(waitForLine(mark));
  running.signal(SIGTERM);
  running.signal(SIGINT); // the same one twice may come once
  EXPECT_EQ(running.wait().status, 3);
  for (int i = 0; i < 1000 && !hasEnded(command); ++i)
    ::usleep(10000);
  EXPECT_TRUE(hasEnded(command));
}

TEST(Signals, TheSecondOneLeavesNoTemporaryFile) {
  std::string tasks = temporaryPath("deaf.yaml"), output = temporaryPath("second.json"),
              ready = temporaryPath("deaf.ready");
  std::ofstream(tasks) << "- function: charge\n  command: 'trap \"\" TERM; echo > " << ready
                       << "; while true; do sleep 0.1; done'\n";
  Running running(taskMachine(), {"--tasks", tasks, "--trace", "--output", output});
  waitForLine(ready);
  EXPECT_EQ(filesBeside(output).size(), 1u);
  running.signal(SIGTERM);
  running.signal(SIGINT);
  EXPECT_EQ(running.wait().status, 3);
  EXPECT_TRUE(filesBeside(output).empty());
}

TEST(History, IsWrittenBeforeTheOutputIsRead) {
  std::string path = temporaryPath("early.json"), pipe = temporaryPath("unread.pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
  std::string input = "\"" + std::string(200000, 'x') + "\""; // more than a pipe buffers
  Running running(passMachine(), {"--input", input, "--output", pipe, "--history", path});
  for (int i = 0; i < 3000 && !std::filesystem::exists(path); ++i)
    ::usleep(10000);
  EXPECT_TRUE(std::filesystem::exists(path));
  running.signal(SIGTERM);
  running.signal(SIGKILL);
  running.wait();
  ::close(reader);
}

TEST(Signals, EndAProgramWhoseOutputNobodyReads) {
  std::string pipe = temporaryPath("full.pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
  std::string input = "\"" + std::string(200000, 'x') + "\""; // more than a pipe buffers
  Running running(passMachine(), {"--input", input, "--output", pipe, "--trace"});
  running.waitForError("SUCCEEDED");
  ::usleep(100000);
  running.signal(SIGTERM);
  EXPECT_EQ(running.wait().status, 3);
  ::close(reader);
}

TEST(Signals, EndAProgramWhoseTraceNobodyReads) {
  std::string input = "\"" + std::string(200000, 'x') + "\"";
  Running running(passMachine(), {"--input", input, "--trace=json"});
  running.waitForError("{");
  running.signal(SIGTERM);
  EXPECT_EQ(running.wait().status, 3); // reads standard output first
}

TEST(Trace, IsOneLineForEveryReader) {
  std::string input = "{\"a\":\"\xC2\x85\xC2\x9B\x7F\xE2\x80\xA8\xE2\x80\xA9\xC3\xA9\"}";
  std::string lines = run(passMachine(), {"--input", input, "--trace=json"}).errors;
  EXPECT_THAT(lines, HasSubstr(R"("input":{"a":"\u0085\u009b\u007f\u2028\u2029)"
                               "\xC3\xA9\"}"));
  for (const char *separator : {"\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"})
    EXPECT_EQ(lines.find(separator), lines.npos);
}

TEST(Signals, AbortWithTheHistoryWritten) {
  for (int number : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU}) {
    std::string path = temporaryPath("aborted.json");
    Running running(waitMachine(), {"--history", path, "--trace"});
    running.waitForError("Only");
    running.signal(number);
    Ended ended = running.wait();
    EXPECT_EQ(ended.status, 3);
    EXPECT_THAT(ended.errors, HasSubstr(std::string("only: the execution was aborted by SIG") +
                                        ::sigabbrev_np(number) + "\n"));
    auto history = nlohmann::json::parse(contents(path));
    EXPECT_EQ(history["events"].back()["type"], "ExecutionAborted");
    EXPECT_EQ(filesBeside(path).size(), 1u);
  }
}

TEST(Signals, EndARunningCommandToo) {
  std::string tasks = temporaryPath("sleep.yaml"), mark = temporaryPath("sleep.mark"),
              ready = temporaryPath("sleep.ready");
  std::ofstream(tasks) << "- function: charge\n  command: 'trap \"touch " << mark
                       << "; exit\" TERM; echo > " << ready << "; sleep 60 & wait'\n";
  Running running(taskMachine(), {"--tasks", tasks, "--trace"});
  waitForLine(ready);
  running.signal(SIGTERM);
  EXPECT_EQ(running.wait().status, 3);
  EXPECT_TRUE(std::filesystem::exists(mark));
}

TEST(Clock, VirtualTimeTakesNone) {
  EXPECT_EQ(run(waitMachine(), {"--clock", "virtual"}).status, 0);
}

TEST(Tasks, AreCarriedOutAsTheFileSays) {
  std::string path = temporaryPath("tasks.yaml");
  std::ofstream(path) << "- function: charge\n  command: [sed, s/1/2/]\n";
  EXPECT_EQ(run(taskMachine(), {"--tasks", path, "--input", "{\"a\":1}"}).output, "{\"a\":2}\n");
  EXPECT_EQ(run(taskMachine(), {"--tasks", path, "--input", "{\"a\":1}", "--clock=virtual"}).output,
            "{\"a\":2}\n");
}

TEST(Tasks, WithDelayAreInstantInVirtualTime) {
  std::string path = temporaryPath("delay.yaml");
  std::ofstream(path) << "- function: charge\n  result: 9\n  delaySeconds: 3000\n";
  EXPECT_EQ(run(taskMachine(), {"--tasks", path, "--clock=virtual"}).output, "9\n");
}

TEST(Tasks, WithoutABindingFailWithTheLinesToAdd) {
  Ended ended = run(taskMachine(), {});
  EXPECT_EQ(ended.status, 1);
  EXPECT_THAT(ended.errors,
              HasSubstr("- resource: arn:aws:lambda:us-east-1:123456789012:function:charge"));
}

TEST(Tasks, FaultyFilesAreUsageErrors) {
  std::string path = temporaryPath("faulty.yaml");
  std::ofstream(path) << "- function: charge\n  comand: x\n";
  Ended ended = run(taskMachine(), {"--tasks", path});
  EXPECT_EQ(ended.status, 2);
  EXPECT_THAT(ended.errors, StartsWith(path + ":2:3: error: `comand` is not a field of a binding"));
}

TEST(Tasks, ThatAreUnboundAreListedBeforeTheRun) {
  // The list is printed before the machine runs; the execution waits for its task.
  std::string path = temporaryPath("hang.yaml");
  std::ofstream(path) << "- state: Other\n  hang: true\n";
  Ended ended = run(taskMachine(), {"--tasks", path});
  EXPECT_THAT(ended.errors,
              StartsWith("only: tasks without a binding fail the execution when it reaches them. "
                         "Add these lines to " +
                         path +
                         ", with what each task gives or the command that carries it out:\n"
                         "- resource: arn:aws:lambda:us-east-1:123456789012:function:charge\n"
                         "  command: [./charge]  # or  result: {}\n"));
  std::ofstream(path) << "- function: charge\n  result: 1\n";
  EXPECT_EQ(run(taskMachine(), {"--tasks", path}).errors, "");
}

TEST(Type, IsThatTheMachineWasBuiltAs) {
  asl_module express = passMachine();
  express.express = 1;
  EXPECT_EQ(run(express, {"--type", "express"}).status, 0);
  EXPECT_EQ(run(passMachine(), {"--type", "standard"}).status, 0);
  Ended ended = run(passMachine(), {"--type", "express"});
  EXPECT_EQ(ended.status, 2);
  EXPECT_THAT(ended.errors, StartsWith("only: this machine was built as standard"));
  EXPECT_EQ(run(express, {"--type", "standard"}).status, 2);
}

std::vector<std::string> linesOf(const std::string &text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  return lines;
}

TEST(Trace, HasOneLinePerStepForAnyData) {
  std::string path = temporaryPath("trace.yaml");
  std::ofstream(path)
      << "- function: charge\n  error: {Error: \"a\\nb\", Cause: \"\\e[31m\\x85\"}\n";
  std::vector<std::string> lines =
      linesOf(run(taskMachine(), {"--tasks", path, "--trace", "--clock", "virtual", "--input",
                                  "\"" + std::string(100000, 'x') + "\""})
                  .errors);
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_THAT(lines[0], StartsWith("2024-01-01T10:00:00.000Z Only (Task)  \"xxx"));
  EXPECT_LT(lines[0].size(), 250u);
  EXPECT_EQ(lines[1], "2024-01-01T10:00:00.000Z Only: a\\nb: \\u001b[31m\\u0085");
  EXPECT_EQ(lines[2], "2024-01-01T10:00:00.000Z FAILED");
}

TEST(Trace, AsJsonHasTheCompleteData) {
  std::string path = temporaryPath("trace-json.yaml"), input = '"' + std::string(1000, 'x') + '"';
  std::ofstream(path) << "- function: charge\n  result: {ok: \"a\\nb\"}\n";
  std::vector<std::string> lines = linesOf(
      run(taskMachine(), {"--tasks", path, "--trace=json", "--clock", "virtual", "--input", input})
          .errors);
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0], R"({"time":"2024-01-01T10:00:00.000Z","event":"entered","state":"Only",)"
                      R"("type":"Task","input":)" +
                          input + "}");
  EXPECT_EQ(lines[1], R"({"time":"2024-01-01T10:00:00.000Z","event":"result","state":"Only",)"
                      R"("result":{"ok":"a\nb"}})");
  EXPECT_EQ(lines[2], R"({"time":"2024-01-01T10:00:00.000Z","event":"ended",)"
                      R"("status":"SUCCEEDED","output":{"ok":"a\nb"}})");
  lines = linesOf(run(waitMachine(), {"--trace=json", "--clock", "virtual"}).errors);
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[1], R"({"time":"2024-01-01T10:00:00.000Z","event":"waits","state":"Only",)"
                      R"("until":"2024-01-01T11:00:00.000Z"})");
}

TEST(Trace, ShowsEachTransition) {
  Ended ended = run(passMachine(), {"--trace", "--clock", "virtual"});
  EXPECT_THAT(ended.errors, StartsWith("2024-01-01T10:00:00.000Z "));
  EXPECT_THAT(ended.errors, HasSubstr("Only"));
}

} // namespace
} // namespace asl::program
