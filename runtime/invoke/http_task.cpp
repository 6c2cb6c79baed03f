// See https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html.
#include "runtime/invoke/http_task.h"

#include "runtime/http/fields.h"
#include "runtime/http/status_text.h"
#include "runtime/invoke/form.h"
#include "runtime/support/json_text.h"
#include "runtime/support/utf8.h"
#include "runtime/value/json.h"

#include <algorithm>
#include <array>

namespace asl::invoke {

namespace {

bool isSameName(std::string_view a, std::string_view b) {
  auto low = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return low(x) == low(y); });
}

bool hasHeader(const http::Request &request, std::string_view name) {
  return std::any_of(request.headers.begin(), request.headers.end(),
                     [&](const auto &header) { return isSameName(header.first, name); });
}

std::string headerOf(const http::Request &request, std::string_view name) {
  for (const auto &[other, value] : request.headers)
    if (isSameName(other, name))
      return value;
  return {};
}

/// The request that a task describes, step by step.
class Maker {
public:
  Maker(Value parameters, const HttpOptions &options, const Connection *connection)
      : parameters_(parameters), options_(options),
        additions_(connection ? connection->additions : kNone), connection_(connection) {}

  bool make(TaskFailure &failure) {
    request.timeout = options_.timeout;
    request.caFile = options_.caFile;
    Value method = memberByText(parameters_, "Method");
    request.method = isString(method) ? std::string(text(method)) : "";
    if (!url(failure))
      return false;
    headers();
    body();
    authorize();
    return true;
  }

  http::Request request;

private:
  bool url(TaskFailure &failure) {
    Value endpoint = memberByText(parameters_, "ApiEndpoint");
    std::string address = isString(endpoint) ? std::string(text(endpoint)) : "";
    bool isSecure = address.starts_with("https://");
    if (!isSecure && !(options_.allowsPlain && address.starts_with("http://"))) {
      failure = {"States.Runtime", "The ApiEndpoint `" + address.substr(0, address.find('?')) +
                                       "` does not begin with https://"};
      return false;
    }
    if (!options_.base.empty()) {
      size_t host = address.find("://") + 3;
      size_t path = std::min(address.find_first_of("/?#", host), address.size());
      address = options_.base + address.substr(path);
    }
    std::string query;
    Value given = memberByText(parameters_, "QueryParameters");
    for (uint32_t i = 0; isObject(given) && i < given.object->count; ++i) {
      std::string name(text(given.object->keys[i]));
      if (!isAdded(additions_.query, name, /*isHeader=*/false))
        queryField(query, name, given.object->values[i]);
    }
    for (const auto &[name, value] : additions_.query)
      appendField(query, name, value);
    address = address.substr(0, address.find('#'));
    if (!query.empty())
      address += (address.find('?') == address.npos ? "?" : "&") + query;
    request.url = address;
    return true;
  }

  static void queryField(std::string &query, std::string_view name, Value value) {
    if (!isArray(value))
      return appendField(query, name, plainText(value));
    for (uint32_t i = 0; i < value.array->count; ++i)
      appendField(query, name, plainText(value.array->items[i]));
  }

  static bool isAdded(const Fields &fields, std::string_view name, bool isHeader) {
    return std::any_of(fields.begin(), fields.end(), [&](const auto &field) {
      return isHeader ? isSameName(field.first, name) : field.first == name;
    });
  }

  void headers() {
    Value given = memberByText(parameters_, "Headers");
    for (uint32_t i = 0; isObject(given) && i < given.object->count; ++i) {
      Value value = given.object->values[i];
      std::string all = isArray(value) ? "" : plainText(value);
      for (uint32_t k = 0; isArray(value) && k < value.array->count; ++k)
        all += (k == 0 ? "" : ", ") + plainText(value.array->items[k]);
      std::string name(text(given.object->keys[i]));
      // The length, for one, is that of the body that is sent.
      if (!http::isSetByClient(name))
        request.headers.emplace(std::move(name), all);
    }
    for (const auto &[name, value] : additions_.headers)
      setHeader(request, name, value);
    if (!hasHeader(request, "User-Agent"))
      request.headers.emplace("User-Agent", "Amazon|StepFunctions|HttpInvoke|us-east-1");
    if (!hasHeader(request, "Range"))
      request.headers.emplace("Range", "bytes=0-262144");
  }

  void body() {
    Value given = memberByText(parameters_, "RequestBody");
    if (isUndefined(given) && additions_.body.empty())
      return;
    Value transform = memberByText(parameters_, "Transform");
    Value encoding = memberByText(transform, "RequestBodyEncoding");
    bool isForm = isString(encoding) && text(encoding) == "URL_ENCODED";
    if (!isForm &&
        headerOf(request, "Content-Type").starts_with("application/x-www-form-urlencoded"))
      isForm = isObject(given) && isUndefined(encoding);
    if (!isForm) {
      request.body = jsonBody(given);
    } else {
      request.body = isString(given) ? std::string(text(given)) : formOf(without(given), format());
      for (const auto &[name, value] : additions_.body)
        appendField(request.body, name, value);
    }
    if (!hasHeader(request, "Content-Type"))
      request.headers.emplace("Content-Type",
                              isForm ? "application/x-www-form-urlencoded" : "application/json");
  }

  /// The object without the members that the connection adds.
  Value without(Value object) {
    if (!isObject(object) || additions_.body.empty())
      return isUndefined(object) ? json::read(scratch_, "{}") : object;
    return json::read(scratch_, "{" + membersWithout(object) + "}");
  }

  std::string membersWithout(Value object) const {
    std::string members;
    for (uint32_t i = 0; isObject(object) && i < object.object->count; ++i) {
      std::string_view key = text(object.object->keys[i]);
      if (isAdded(additions_.body, key, /*isHeader=*/false))
        continue;
      members += members.empty() ? "" : ",";
      json::appendQuoted(members, key);
      members += ':';
      json::append(members, object.object->values[i]);
    }
    return members;
  }

  std::string jsonBody(Value given) const {
    if (isString(given))
      return std::string(text(given));
    if (additions_.body.empty() || (!isObject(given) && !isUndefined(given)))
      return json::write(given);
    std::string members = membersWithout(given);
    for (const auto &[name, value] : additions_.body) {
      members += members.empty() ? "" : ",";
      json::appendQuoted(members, name);
      members += ':';
      json::appendQuoted(members, value);
    }
    return "{" + members + "}";
  }

  ArrayFormat format() const {
    constexpr std::array<std::string_view, 5> kNames = {"INDICES", "REPEAT", "COMMAS", "BRACKETS",
                                                        "NONE"};
    Value options = memberByText(memberByText(parameters_, "Transform"), "RequestEncodingOptions");
    Value name = memberByText(options, "ArrayFormat");
    auto found =
        isString(name) ? std::find(kNames.begin(), kNames.end(), text(name)) : kNames.begin();
    return found == kNames.end() ? ArrayFormat::Indices
                                 : static_cast<ArrayFormat>(found - kNames.begin());
  }

  void authorize() {
    if (connection_ && connection_->basic)
      setHeader(request, "Authorization",
                basicAuthorization(connection_->basic->first, connection_->basic->second));
    if (connection_ && connection_->apiKey)
      setHeader(request, connection_->apiKey->first, connection_->apiKey->second);
  }

  static inline const Additions kNone;
  Heap scratch_{nullptr, 1};
  Value parameters_;
  const HttpOptions &options_;
  const Additions &additions_;
  const Connection *connection_;
};

bool isJson(const http::Response &response) {
  auto type = response.headers.find("content-type");
  return type == response.headers.end() || type->second.find("json") != std::string::npos;
}

void appendHeaders(std::string &out, const http::Response &response) {
  out += R"({"Headers":{)";
  const std::string *last = nullptr;
  for (const auto &[name, value] : response.headers) {
    if (last && *last == name) {
      out += ',';
    } else {
      out += last ? "]," : "";
      json::appendQuoted(out, name);
      out += ":[";
    }
    last = &name;
    json::appendQuoted(out, utf8::readable(value));
  }
  out += last ? "]}" : "}";
}

} // namespace

std::optional<http::Request> requestOf(Value parameters, const HttpOptions &options,
                                       const Connection *connection, TaskFailure &failure) {
  Maker maker(parameters, options, connection);
  if (!maker.make(failure))
    return std::nullopt;
  return std::move(maker.request);
}

void setHeader(http::Request &request, const std::string &name, const std::string &value) {
  std::erase_if(request.headers,
                [&](const auto &header) { return isSameName(header.first, name); });
  request.headers.emplace(name, value);
}

std::optional<std::string> resultOf(const http::Response &response, TaskFailure &failure) {
  if (response.status / 100 != 2) {
    failure = {"States.Http.StatusCode." + std::to_string(response.status), causeOf(response)};
    return std::nullopt;
  }
  if (!utf8::isValid(response.body)) {
    failure = {"States.Runtime", "The body of the answer is not text in UTF-8"};
    return std::nullopt;
  }
  std::string out;
  appendHeaders(out, response);
  out += R"(,"ResponseBody":)";
  Heap heap(nullptr, 1);
  Value body = isJson(response) ? json::read(heap, response.body) : undefined();
  if (isUndefined(body))
    json::appendQuoted(out, response.body);
  else
    json::append(out, body);
  out += R"(,"StatusCode":)" + std::to_string(response.status) + R"(,"StatusText":)";
  json::appendQuoted(out, http::statusText(response.status));
  return out + "}";
}

std::string causeOf(const http::Response &response) {
  std::string cause = utf8::readable(response.body);
  if (cause.empty())
    cause = http::statusText(response.status);
  if (cause.empty())
    cause = "The answer has the status " + std::to_string(response.status) + " and no body";
  return cause;
}

} // namespace asl::invoke
