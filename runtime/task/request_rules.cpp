// The table of fields that integrations check.
#include "runtime/task/request_rules.h"

#include "runtime/value/value.h"

#include <algorithm>
#include <array>

namespace asl::task {
namespace {

enum class Form : uint8_t {
  Text,
  Boolean,
  Object,
  TextLists, ///< an object whose members are arrays of texts
  Method,    ///< HTTP method
  AuthType   ///< API Gateway's
};

struct Rule {
  std::string_view service, action; ///< the action without its suffix (`.sync`)
  std::string_view field;
  Form form;
};

constexpr Rule kRules[] = {
    {"apigateway", "invoke", "ApiEndpoint", Form::Text},
    {"apigateway", "invoke", "Method", Form::Method},
    {"apigateway", "invoke", "Headers", Form::TextLists},
    {"apigateway", "invoke", "QueryParameters", Form::TextLists},
    {"apigateway", "invoke", "Stage", Form::Text},
    {"apigateway", "invoke", "Path", Form::Text},
    {"apigateway", "invoke", "AllowNullValues", Form::Boolean},
    {"apigateway", "invoke", "AuthType", Form::AuthType},
    {"http", "invoke", "ApiEndpoint", Form::Text},
    {"http", "invoke", "Method", Form::Method},
    {"http", "invoke", "Headers", Form::Object},
    {"http", "invoke", "QueryParameters", Form::Object},
};

/// Headers that a request must not set; `*` at the end matches any text.
struct RefusedHeaders {
  std::string_view service;
  std::string_view name; ///< in lower case
};
constexpr RefusedHeaders kRefusedHeaders[] = {
    {"apigateway", "authorization"},
    {"apigateway", "connection"},
    {"apigateway", "content-md5"},
    {"apigateway", "expect"},
    {"apigateway", "host"},
    {"apigateway", "max-forwards"},
    {"apigateway", "proxy-authenticate"},
    {"apigateway", "server"},
    {"apigateway", "te"},
    {"apigateway", "transfer-encoding"},
    {"apigateway", "trailer"},
    {"apigateway", "upgrade"},
    {"apigateway", "via"},
    {"apigateway", "www-authenticate"},
    {"apigateway", "x-forwarded*"},
    {"apigateway", "x-amz*"},
    {"http", "a-im"},
    {"http", "accept-charset"},
    {"http", "accept-datetime"},
    {"http", "accept-encoding"},
    {"http", "authorization"},
    {"http", "cache-control"},
    {"http", "connection"},
    {"http", "content-encoding"},
    {"http", "content-md5"},
    {"http", "date"},
    {"http", "expect"},
    {"http", "forwarded"},
    {"http", "from"},
    {"http", "host"},
    {"http", "http2-settings"},
    {"http", "if-match"},
    {"http", "if-modified-since"},
    {"http", "if-none-match"},
    {"http", "if-range"},
    {"http", "if-unmodified-since"},
    {"http", "max-forwards"},
    {"http", "origin"},
    {"http", "pragma"},
    {"http", "proxy-authorization"},
    {"http", "referer"},
    {"http", "server"},
    {"http", "te"},
    {"http", "trailer"},
    {"http", "transfer-encoding"},
    {"http", "upgrade"},
    {"http", "via"},
    {"http", "warning"},
    {"http", "x-forwarded-*"},
    {"http", "x-amz-*"},
    {"http", "x-amzn-*"},
};

template <size_t count>
bool isOneOf(Value value, const std::array<std::string_view, count> &texts) {
  return isString(value) && std::find(texts.begin(), texts.end(), text(value)) != texts.end();
}

bool isTextLists(Value value) {
  if (!isObject(value))
    return false;
  auto isList = [](Value member) {
    return isArray(member) &&
           std::all_of(member.array->items, member.array->items + member.array->count,
                       [](Value item) { return isString(item); });
  };
  return std::all_of(value.object->values, value.object->values + value.object->count, isList);
}

bool hasForm(Value value, Form form) {
  static constexpr std::array<std::string_view, 7> kMethods = {"GET",   "POST", "PUT",    "DELETE",
                                                               "PATCH", "HEAD", "OPTIONS"};
  static constexpr std::array<std::string_view, 3> kAuthTypes = {"NO_AUTH", "IAM_ROLE",
                                                                 "RESOURCE_POLICY"};
  switch (form) {
  case Form::Text:
    return isString(value);
  case Form::Boolean:
    return value.tag == ASL_TRUE || value.tag == ASL_FALSE;
  case Form::Object:
    return isObject(value);
  case Form::TextLists:
    return isTextLists(value);
  case Form::Method:
    return isOneOf(value, kMethods);
  case Form::AuthType:
    return isOneOf(value, kAuthTypes);
  }
  return true;
}

std::string lowered(std::string_view text) {
  std::string result(text);
  for (char &c : result)
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

bool isRefusedHeader(std::string_view service, std::string_view name) {
  std::string header = lowered(name);
  return std::any_of(std::begin(kRefusedHeaders), std::end(kRefusedHeaders),
                     [&](const RefusedHeaders &refused) {
                       if (refused.service != service)
                         return false;
                       std::string_view pattern = refused.name;
                       if (!pattern.ends_with('*'))
                         return header == pattern;
                       pattern.remove_suffix(1);
                       return header.starts_with(pattern);
                     });
}

void addRefusedHeaders(std::string_view service, Value headers,
                       std::vector<std::string> &problems) {
  if (!isObject(headers))
    return;
  for (uint32_t i = 0; i < headers.object->count; ++i) {
    std::string_view name = text(headers.object->keys[i]);
    if (isRefusedHeader(service, name))
      problems.push_back("The 'Headers' field contains unsupported values: " + std::string(name));
  }
}

} // namespace

std::vector<std::string> requestProblems(const Resource &resource, Value request) {
  std::vector<std::string> problems;
  if (resource.kind != Resource::Kind::Service)
    return problems;
  std::string_view action = resource.action.substr(0, resource.action.find('.'));
  bool checked = false;
  for (const Rule &rule : kRules) {
    if (rule.service != resource.service || rule.action != action)
      continue;
    checked = true;
    Value value = memberByText(request, rule.field);
    if (!isUndefined(value) && value.tag != ASL_NULL && !hasForm(value, rule.form))
      problems.push_back("The value of the field '" + std::string(rule.field) +
                         "' has an invalid format");
  }
  if (checked)
    addRefusedHeaders(resource.service, memberByText(request, "Headers"), problems);
  return problems;
}

} // namespace asl::task
