// Completion of what services take and raise, from the catalogue.
#include "compiler/catalogue/catalogue.h"
#include "compiler/editor/features/completion.h"
#include "compiler/editor/features/request.h"
#include "compiler/sema/error_names.h"

#include <algorithm>
#include <set>

namespace aslc::editor {

namespace {

using Item = Completions::Item;

constexpr std::string_view integrations = "arn:aws:states:::", sdk = "aws-sdk:";

Role roleOf(catalogue::Type type) {
  using Kind = catalogue::Type::Kind;
  switch (type.kind()) {
  case Kind::Text:
    return Role::Text;
  case Kind::Boolean:
    return Role::Boolean;
  case Kind::List:
    return Role::Branches;
  case Kind::Map:
  case Kind::Object:
    return Role::Template;
  default:
    return Role::None;
  }
}

void addOperations(Completions &completions, const catalogue::Service &service, bool isSdk) {
  constexpr std::pair<catalogue::Pattern, std::string_view> patterns[] = {
      {catalogue::Pattern::RequestResponse, ""},
      {catalogue::Pattern::Sync, ".sync"},
      {catalogue::Pattern::Sync2, ".sync:2"},
      {catalogue::Pattern::WaitForTaskToken, ".waitForTaskToken"}};
  for (size_t i = 0; i < service.operationCount(); ++i) {
    catalogue::Operation operation = service.operation(i);
    for (const auto &[pattern, suffix] : patterns) {
      // Of the SDK every call may wait for a token; it is rarely meant.
      bool isOffered =
          operation.allows(pattern) && (!isSdk || pattern == catalogue::Pattern::RequestResponse);
      if (isOffered)
        completions.addValue({.label = std::string(integrations) + (isSdk ? std::string(sdk) : "") +
                                       std::string(service.name()) + ":" +
                                       std::string(operation.name) + std::string(suffix),
                              .kind = ItemKind::Function,
                              .detail = {},
                              .about = {}});
    }
  }
}

/// Adds the actions of Amazon S3 that a reader or a writer may call; false elsewhere.
bool addObjectActions(Completions &completions) {
  Role owner = completions.where().owner;
  if (owner != Role::ItemReader && owner != Role::ResultWriter)
    return false;
  std::vector<std::string_view> actions = {"putObject"};
  if (owner == Role::ItemReader)
    actions = {"getObject", "listObjectsV2"};
  for (std::string_view action : actions)
    completions.addValue({.label = std::string(integrations) + "s3:" + std::string(action),
                          .kind = ItemKind::Function,
                          .detail = {},
                          .about = {}});
  return true;
}

} // namespace

void completeResource(Completions &completions) {
  if (addObjectActions(completions))
    return;
  std::string_view before = completions.where().place.before;
  std::string prefix = std::string(integrations) + std::string(sdk);
  if (before.starts_with(prefix)) {
    std::string_view rest = before.substr(prefix.size());
    size_t colon = rest.find(':');
    if (auto service = catalogue::findService(rest.substr(0, colon), true);
        service && colon != rest.npos)
      return addOperations(completions, *service, true);
    for (size_t i = 0; i < catalogue::serviceCount(true); ++i)
      completions.addValue(
          {.label = prefix + std::string(catalogue::serviceAt(i, true).name()) + ":",
           .kind = ItemKind::Reference,
           .detail = {},
           .about = {}});
    return;
  }
  for (size_t i = 0; i < catalogue::serviceCount(false); ++i)
    addOperations(completions, catalogue::serviceAt(i, false), false);
  completions.addValue({.label = prefix,
                        .kind = ItemKind::Reference,
                        .detail = "any action of any service",
                        .about = {},
                        .rank = 2});
  completions.addValue({.label = "arn:aws:lambda:REGION:ACCOUNT:function:NAME",
                        .kind = ItemKind::Reference,
                        .detail = "a Lambda function",
                        .about = {},
                        .rank = 2});
  completions.addValue({.label = "arn:aws:states:REGION:ACCOUNT:activity:NAME",
                        .kind = ItemKind::Reference,
                        .detail = "an activity",
                        .about = {},
                        .rank = 2});
}

void completeError(Completions &completions) {
  constexpr std::string_view reserved[] = {"States.ALL",
                                           "States.TaskFailed",
                                           "States.Timeout",
                                           "States.HeartbeatTimeout",
                                           "States.Permissions",
                                           "States.DataLimitExceeded",
                                           "States.Runtime",
                                           "States.ResultPathMatchFailure",
                                           "States.QueryEvaluationError",
                                           "States.BranchFailed",
                                           "States.IntrinsicFailure",
                                           "States.ExceedToleratedFailureThreshold",
                                           "States.ItemReaderFailed",
                                           "States.ResultWriterFailed"};
  for (std::string_view name : reserved)
    completions.addValue(
        {.label = std::string(name), .kind = ItemKind::Constant, .detail = {}, .about = {}});
  std::string_view resource = textOf(completions.where().state, "Resource");
  catalogue::Integration integration = catalogue::integrationOf(resource);
  if (integration.operation)
    for (size_t i = 0; i < integration.operation->errorCount(); ++i)
      completions.addValue({.label = std::string(integration.operation->error(i)),
                            .kind = ItemKind::Constant,
                            .detail = std::string(integration.operation->service),
                            .about = {},
                            .rank = 0});
  using Kind = catalogue::Integration::Kind;
  bool isLambda = integration.kind == Kind::Function || integration.service == "lambda";
  if (isLambda)
    for (std::string_view name : {"Lambda.TooManyRequestsException", "Lambda.ServiceException",
                                  "Lambda.SdkClientException", "Lambda.AWSLambdaException"})
      completions.addValue({.label = std::string(name),
                            .kind = ItemKind::Constant,
                            .detail = "lambda",
                            .about = {},
                            .rank = 0});
}

void completeParameter(Completions &completions) {
  const Where &where = completions.where();
  auto type = typeAt(where);
  if (!type || type->kind() != catalogue::Type::Kind::Object)
    return;
  for (size_t i = 0; i < type->memberCount(); ++i) {
    catalogue::Member member = type->member(i);
    std::string name(member.name);
    if (memberOf(where.container, name) || memberOf(where.container, name + ".$"))
      continue;
    Item item{.label = {},
              .kind = ItemKind::Field,
              .detail = std::string(nameOf(member.type)) + (member.always ? ", required" : ""),
              .about = {},
              .rank = member.always ? 0u : 1u};
    completions.addKey(name, roleOf(member.type), item);
    if (!where.isJsonata()) {
      item.rank += 2;
      completions.addKey(name + ".$", Role::Path, item);
    }
  }
}

void completeParameterValue(Completions &completions) {
  const Where &where = completions.where();
  Where inside = where;
  inside.inField.push_back({where.place.inObject, where.place.key, where.place.index});
  auto type = typeAt(inside);
  if (!type)
    return;
  for (size_t i = 0; i < type->valueCount(); ++i)
    completions.addValue(
        {.label = std::string(type->value(i)), .kind = ItemKind::Enum, .detail = {}, .about = {}});
  if (type->kind() == catalogue::Type::Kind::Boolean)
    for (std::string_view word : {"true", "false"})
      completions.addWord(
          {.label = std::string(word), .kind = ItemKind::Constant, .detail = {}, .about = {}});
}

} // namespace aslc::editor
