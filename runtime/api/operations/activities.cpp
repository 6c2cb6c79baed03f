// Activities and the answers to tasks. See
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-activities.html.
#include "runtime/api/json_problem.h"
#include "runtime/api/operations/state.h"
#include "runtime/api/operations/tags.h"
#include "runtime/dom/text.h"

#include <algorithm>

namespace asl::api {

using service::Activity;
using service::ActivityQueue;
using service::ActivityWork;
using service::Arn;

namespace {

using ActivityPointer = std::shared_ptr<const Activity>;

/// The activity of an ARN, if it is there.
ActivityPointer find(const State &state, const Call &call) {
  Arn arn = arnIn(call.request, "activityArn", {Arn::Kind::Activity});
  return arn.prefix == prefixOf(call.caller)
             ? state.registry.activity(textOf(call.request, "activityArn"))
             : nullptr;
}

ActivityPointer activityIn(const State &state, const Call &call) {
  ActivityPointer activity = find(state, call);
  if (!activity)
    refuse("ActivityDoesNotExist",
           "Activity Does Not Exist: '" + textOf(call.request, "activityArn") + "'");
  return activity;
}

} // namespace

Json createActivity(State &state, const Call &call) {
  Activity activity;
  activity.name = textOf(call.request, "name");
  checkName(activity.name);
  checkEncryption(call.request);
  activity.arn = prefixOf(call.caller) + "activity:" + activity.name;
  activity.tags = tagsIn(call.request, {});
  if (auto given = call.request.find("encryptionConfiguration"); given != call.request.end())
    activity.encryption = given->dump();
  auto lock = state.registry.exclusive();
  ActivityPointer made = state.registry.activity(activity.arn);
  if (made && made->encryption != activity.encryption)
    refuse("ActivityAlreadyExists", "Activity Already Exists: '" + activity.arn + "'");
  if (!made) {
    activity.createdMs = nowMs();
    made = valueOf(state.registry.put(std::move(activity)));
  }
  return {{"activityArn", made->arn}, {"creationDate", timeOf(made->createdMs)}};
}

Json describeActivity(State &state, const Call &call) {
  ActivityPointer activity = activityIn(state, call);
  return {{"activityArn", activity->arn},
          {"name", activity->name},
          {"creationDate", timeOf(activity->createdMs)},
          {"encryptionConfiguration", activity->encryption.empty()
                                          ? Json{{"type", "AWS_OWNED_KEY"}}
                                          : asl::dom::parse(activity->encryption)}};
}

Json deleteActivity(State &state, const Call &call) {
  auto lock = state.registry.exclusive();
  if (ActivityPointer activity = find(state, call)) {
    check(state.registry.remove(*activity));
    state.activities.drop(activity->arn);
  }
  return Json::object();
}

Json listActivities(State &state, const Call &call) {
  size_t most = pageSize(call.request);
  std::vector<ActivityPointer> activities =
      state.registry.activities(prefixOf(call.caller), positionOf(call), most + 1);
  Json list = Json::array();
  for (size_t i = 0; i < std::min(most, activities.size()); ++i)
    list.push_back({{"activityArn", activities[i]->arn},
                    {"name", activities[i]->name},
                    {"creationDate", timeOf(activities[i]->createdMs)}});
  Json answer{{"activities", std::move(list)}};
  if (activities.size() > most)
    answer["nextToken"] = pageToken(call, activities[most - 1]->arn);
  return answer;
}

void getActivityTask(State &state, Call call) {
  ActivityPointer activity = activityIn(state, call);
  ActivityQueue::Worker worker;
  worker.name = textIn(call.request, "workerName");
  worker.isConnected = call.isConnected;
  worker.answer = [reply = call.reply](const std::optional<ActivityWork> &work) {
    reply(work ? Json{{"taskToken", work->token}, {"input", work->input}} : Json::object());
  };
  if (!state.activities.poll(activity->arn, std::move(worker)))
    refuse("ActivityWorkerLimitExceeded",
           "The maximum number of workers concurrently polling for activity tasks has been "
           "reached.");
}

// ---- Answers to tasks ----

namespace {

/// Gives an answer to the task of the call's token.
void answer(State &state, Call call, TaskAnswer given) {
  state.service.engine().answer(
      textOf(call.request, "taskToken"), std::move(given),
      [reply = std::move(call.reply)](const std::string &problem) {
        if (problem.empty())
          return reply(Json::object());
        if (problem.starts_with("InvalidToken"))
          return reply(Error{"InvalidToken", "Invalid Token: 'Invalid token'"});
        reply(Error{"TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'"});
      });
}

} // namespace

void sendTaskSuccess(State &state, Call call) {
  TaskAnswer given;
  given.output = textOf(call.request, "output");
  if (std::string problem = jsonProblem(given.output); !problem.empty())
    refuse("InvalidOutput", "Invalid Output: '" + problem + "'");
  answer(state, std::move(call), std::move(given));
}

void sendTaskFailure(State &state, Call call) {
  TaskAnswer given;
  given.kind = TaskAnswer::Kind::Failure;
  given.error = textIn(call.request, "error");
  given.cause = textIn(call.request, "cause");
  answer(state, std::move(call), std::move(given));
}

void sendTaskHeartbeat(State &state, Call call) {
  TaskAnswer given;
  given.kind = TaskAnswer::Kind::Heartbeat;
  answer(state, std::move(call), std::move(given));
}

} // namespace asl::api
