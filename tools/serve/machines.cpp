// Calls of the API's own operations.
#include "tools/serve/machines.h"

#include <future>

namespace aslc::serve {

namespace {

using asl::api::Answer;
using asl::api::Error;
using asl::api::Json;

Answer callOf(asl::api::Operations &operations, const Options &options, std::string operation,
              Json request) {
  auto answer = std::make_shared<std::promise<Answer>>();
  asl::api::Call call;
  call.operation = std::move(operation);
  call.caller.region = options.region;
  call.caller.account = options.account;
  call.request = std::move(request);
  call.reply = [answer](Answer given) { answer->set_value(std::move(given)); };
  std::future<Answer> result = answer->get_future();
  operations.call(std::move(call));
  return result.get();
}

Answer create(asl::api::Operations &operations, const Options &options, const Machine &machine) {
  std::string role = "arn:aws:iam::" + options.account + ":role/aslc";
  Answer answer = callOf(operations, options, "CreateStateMachine",
                         {{"name", machine.name},
                          {"definition", machine.definition},
                          {"roleArn", role},
                          {"type", machine.type}});
  const auto *error = std::get_if<Error>(&answer);
  if (!error || error->code != "StateMachineAlreadyExists")
    return answer;
  return callOf(operations, options, "UpdateStateMachine",
                {{"stateMachineArn", stateMachineArn(machine.name, options)},
                 {"definition", machine.definition}});
}

} // namespace

std::string stateMachineArn(const std::string &name, const Options &options) {
  return "arn:aws:states:" + options.region + ":" + options.account + ":stateMachine:" + name;
}

asl::Expected<std::vector<std::string>>
createMachines(asl::api::Operations &operations, const Options &options,
               const std::function<void(const std::string &line)> &report) {
  std::vector<std::string> created;
  for (const std::string &name : options.activities) {
    Answer answer = callOf(operations, options, "CreateActivity", {{"name", name}});
    if (const auto *error = std::get_if<Error>(&answer))
      return asl::Failure{"the activity `" + name + "` cannot be created: " + error->message};
  }
  for (const Machine &machine : options.machines) {
    Answer answer = create(operations, options, machine);
    const auto *error = std::get_if<Error>(&answer);
    if (error && error->code == "StateMachineDeleting")
      report("the state machine `" + machine.name +
             "` is being deleted: a start after its deletion creates it again");
    else if (error)
      return asl::Failure{"the state machine `" + machine.name +
                          "` cannot be created: " + error->message};
    else
      created.push_back(stateMachineArn(machine.name, options));
  }
  return created;
}

} // namespace aslc::serve
