// Checks the Resource of a Task: that Step Functions knows it, and how it is called.
#include "compiler/catalogue/catalogue.h"
#include "compiler/sema/checker.h"
#include "compiler/sema/integrations.h"
#include "compiler/sema/request.h"
#include "compiler/sema/token.h"
#include "compiler/source/placeholder.h"

#include <algorithm>

namespace aslc::sema {

namespace {

class ResourceChecker {
public:
  ResourceChecker(Checker &checker, const ast::State &state, const ast::TaskState &task,
                  Express express)
      : checker_(checker), state_(state), field_(*task.resource), express_(express) {}

  void run() {
    auto resource = splitResource(field_.value);
    if (!resource) {
      unknown("it is not a complete ARN");
      return;
    }
    switch (resource->kind) {
    case Resource::Kind::Lambda:
      lambda(*resource);
      break;
    case Resource::Kind::Activity:
      restrict("an activity");
      break;
    case Resource::Kind::Integration:
      integration(*resource);
      break;
    case Resource::Kind::Sdk:
      sdk(*resource);
      break;
    case Resource::Kind::OtherArn:
    case Resource::Kind::Other:
      checker_.diags.emit(field_.range, diag::Kind::ForeignResource, {field_.value})
          .hint(field_.value.starts_with("{%") ? "a resource is never evaluated"
                                               : "it runs only where a binding for it is given");
    }
  }

private:
  void unknown(std::string hint) {
    checker_.diags.emit(field_.range, diag::Kind::UnknownResource, {field_.value})
        .hint(std::move(hint));
  }

  /// Reports patterns that an express workflow does not support.
  void restrict(std::string_view what) {
    if (express_ == Express::No)
      return;
    checker_.diags.emit(field_.range,
                        express_ == Express::Whole ? diag::Kind::ExpressResource
                                                   : diag::Kind::ExpressChildResource,
                        {what});
  }

  void lambda(const Resource &resource) {
    auto plain = [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
    };
    if (!resource.qualifier || *resource.qualifier == "$LATEST")
      return;
    if (resource.qualifier->empty() ||
        !std::all_of(resource.qualifier->begin(), resource.qualifier->end(), plain))
      unknown("the name of the function is followed by a version, an alias or `$LATEST`");
  }

  void integration(const Resource &resource) {
    auto service = catalogue::findService(resource.service, false);
    auto known = service ? service->find(resource.action) : std::nullopt;
    if (!known)
      return unknownIntegration(resource);
    if (!resource.pattern || !known->allows(static_cast<catalogue::Pattern>(*resource.pattern))) {
      unknown("`" + std::string(resource.service) + ":" + std::string(resource.action) +
              "` cannot be called with `." + std::string(resource.suffix) + "`");
      return;
    }
    if (*resource.pattern != Pattern::RequestResponse)
      restrict("`." + std::string(resource.suffix) + "`");
    checkRequest(checker_, state_, *known, false);
    token(*resource.pattern);
  }

  void unknownIntegration(const Resource &resource) {
    auto report = checker_.diags.emit(field_.range, diag::Kind::UnknownResource, {field_.value});
    bool isKnown = catalogue::findService(resource.service, false).has_value();
    std::string_view name = isKnown ? resource.action : resource.service;
    if (auto close = diag::closest(name, isKnown ? actionNames(resource.service, false)
                                                 : serviceNames(false)))
      report.didYouMean(name, *close);
    else if (isKnown)
      report.hint("`arn:aws:states:::aws-sdk:" + std::string(resource.service) + ":" +
                  std::string(resource.action) + "` calls the service's API itself");
    else
      report.hint("other services are called with `arn:aws:states:::aws-sdk:service:action`");
  }

  void sdk(const Resource &resource) {
    auto small = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    if (!std::all_of(resource.service.begin(), resource.service.end(), small)) {
      unknown("the name of a service is in small letters, without hyphens");
      return;
    }
    if (!resource.pattern || *resource.pattern == Pattern::Sync ||
        *resource.pattern == Pattern::Sync2) {
      unknown("calls of an API have no `." + std::string(resource.suffix) + "`");
      return;
    }
    if (!(resource.action[0] >= 'a' && resource.action[0] <= 'z')) {
      unknown("the name of an action begins with a small letter");
      return;
    }
    service(resource);
    if (*resource.pattern == Pattern::WaitForTaskToken)
      restrict("`.waitForTaskToken`");
    token(*resource.pattern);
  }

  /// An unknown service is a warning only: it may be newer than the tables.
  void service(const Resource &resource) {
    if (auto known = catalogue::findService(resource.service, true)) {
      action(*known, resource);
      return;
    }
    auto report = checker_.diags.emit(field_.range, diag::Kind::UnknownService,
                                      {resource.service, catalogue::date()});
    std::string meant = sdkServiceFor(resource.service);
    if (meant.empty())
      meant = diag::closest(resource.service, serviceNames(true)).value_or("");
    if (!meant.empty())
      report.didYouMean(resource.service, meant);
  }

  void action(const catalogue::Service &service, const Resource &resource) {
    if (auto known = service.find(resource.action)) {
      checkRequest(checker_, state_, *known, true);
      return;
    }
    if (service.operationCount() == 0)
      return;
    std::vector<std::string> names = actionNames(resource.service, true);
    for (const std::string &name : names)
      if (equalInAnyCase(name, resource.action)) {
        unknown("did you mean `" + name + "`?");
        return;
      }
    auto report = checker_.diags.emit(field_.range, diag::Kind::UnknownAction,
                                      {resource.service, resource.action, catalogue::date()});
    if (auto close = diag::closest(resource.action, names))
      report.didYouMean(resource.action, *close);
  }

  /// The request must contain the token, so that the task can be completed.
  void token(Pattern pattern) {
    if (pattern != Pattern::WaitForTaskToken)
      return;
    TokenUse use = tokenIn(state_);
    if (use.carries == Carries::Sometimes)
      checker_.diags.emit(use.field->range, diag::Kind::TokenOnSomeWays)
          .label(field_.range, "the task waits for its token")
          .hint("without `Task.Token` of the context object nobody can complete the task");
    if (use.carries == Carries::Never)
      checker_.diags.emit(field_.range, diag::Kind::UnusedToken)
          .hint("pass `" +
                std::string(state_.language == ast::QueryLanguage::Jsonata
                                ? "$states.context.Task.Token"
                                : "$$.Task.Token") +
                "` in the request, or the task can never be completed");
  }

  Checker &checker_;
  const ast::State &state_;
  const ast::Field<std::string> &field_;
  Express express_;
};

} // namespace

void checkResource(Checker &checker, const ast::State &state, Express express) {
  const auto *task = state.as<ast::TaskState>();
  // A placeholder without a value may be anything.
  if (!task || !task->resource || task->resource->value.empty() ||
      source::holdsPlaceholder(task->resource->value))
    return;
  if (!task->resource->node->is(source::Node::Kind::String))
    return;
  ResourceChecker(checker, state, *task, express).run();
}

} // namespace aslc::sema
