// Checks the Resource of a Task: that Step Functions knows it, and how it is called.
#include "compiler/sema/checker.h"
#include "compiler/sema/integrations.h"
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
    const Integration *known = findIntegration(resource.service, resource.action);
    if (!known)
      return unknownIntegration(resource);
    if (!resource.pattern || !(known->patterns & bit(*resource.pattern))) {
      unknown("`" + std::string(resource.service) + ":" + std::string(resource.action) +
              "` cannot be called with `." + std::string(resource.suffix) + "`");
      return;
    }
    if (*resource.pattern != Pattern::RequestResponse)
      restrict("`." + std::string(resource.suffix) + "`");
    parameters(*known);
    token(*resource.pattern);
  }

  void unknownIntegration(const Resource &resource) {
    auto report = checker_.diags.emit(field_.range, diag::Kind::UnknownResource, {field_.value});
    bool known = isIntegratedService(resource.service);
    std::string_view name = known ? resource.action : resource.service;
    if (auto close =
            diag::closest(name, known ? actionsOf(resource.service) : integratedServices()))
      report.didYouMean(name, *close);
    else if (known)
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
    if (!resource.pattern || (bit(*resource.pattern) & (Sync | Sync2))) {
      unknown("calls of an API have no `." + std::string(resource.suffix) + "`");
      return;
    }
    if (!(resource.action[0] >= 'a' && resource.action[0] <= 'z')) {
      unknown("the name of an action begins with a small letter");
      return;
    }
    service(resource.service);
    if (*resource.pattern == Pattern::WaitForTaskToken)
      restrict("`.waitForTaskToken`");
    token(*resource.pattern);
  }

  /// An unknown service is a warning only: it may be newer than the table.
  void service(std::string_view name) {
    if (isSdkService(name))
      return;
    auto report =
        checker_.diags.emit(field_.range, diag::Kind::UnknownService, {std::string(name)});
    std::string meant = sdkServiceFor(name);
    if (meant.empty())
      meant = diag::closest(name, sdkServices()).value_or("");
    if (!meant.empty())
      report.didYouMean(name, meant);
  }

  /// The template of the request, when its keys are known.
  const source::Node *request() const {
    const ast::TemplateField &field =
        state_.language == ast::QueryLanguage::Jsonata ? state_.arguments : state_.parameters;
    return field && field->node->is(source::Node::Kind::Object) ? field->node : nullptr;
  }

  static bool given(const source::Node &object, std::string_view name) {
    return object.find(name) || object.find(std::string(name) + ".$");
  }

  void parameters(const Integration &known) {
    const source::Node *object = request();
    if (!object)
      return;
    std::string_view rest = known.required;
    while (!rest.empty()) {
      size_t blank = std::min(rest.find(' '), rest.size());
      parameter(*object, known, rest.substr(0, blank));
      rest.remove_prefix(std::min(blank + 1, rest.size()));
    }
  }

  void parameter(const source::Node &object, const Integration &known, std::string_view names) {
    std::string printed;
    for (std::string_view rest = names; !rest.empty();) {
      size_t bar = std::min(rest.find('|'), rest.size());
      std::string_view name = rest.substr(0, bar);
      if (given(object, name))
        return;
      printed += (printed.empty() ? "" : "` or `") + std::string(name);
      rest.remove_prefix(std::min(bar + 1, rest.size()));
    }
    auto report = checker_.diags.emit(
        {object.range.begin, object.range.begin + 1}, diag::Kind::MissingParameter,
        {std::string(known.service) + ":" + std::string(known.action), printed});
    for (const source::Member &member : object.members)
      if (lowered(member.key) == lowered(names))
        report.label(member.keyRange, "names of parameters begin with a capital letter");
  }

  static std::string lowered(std::string_view text) {
    std::string result(text.substr(0, text.ends_with(".$") ? text.size() - 2 : text.size()));
    if (!result.empty() && result[0] >= 'A' && result[0] <= 'Z')
      result[0] = static_cast<char>(result[0] - 'A' + 'a');
    return result;
  }

  /// The request must contain the token, so that the task can be completed.
  void token(Pattern pattern) {
    if (pattern != Pattern::WaitForTaskToken)
      return;
    bool used = false;
    ast::forEachExpression(state_, [&](const ast::ExpressionField &field) {
      std::string_view text = field.expression.text;
      used |= text.find("Task.Token") != std::string_view::npos || text == "$$" ||
              text == "$$.Task" || text.find("states.context") != std::string_view::npos ||
              text.find("['Token']") != std::string_view::npos;
      // The token may come through a variable or a whole document that holds the context.
      used |= field.expression.kind == ast::Expression::Kind::Jsonata && text == "$states";
    });
    if (!used && request())
      checker_.diags.emit(field_.range, diag::Kind::UnusedToken)
          .hint("pass `$$.Task.Token` in the request, or the task can never be completed");
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
