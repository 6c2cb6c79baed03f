// The grant `client_credentials` of RFC 6749, section 4.4.
#include "runtime/invoke/tokens.h"

#include "runtime/http/fields.h"
#include "runtime/invoke/form.h"
#include "runtime/support/encoding.h"
#include "runtime/value/json.h"

#include <algorithm>

namespace asl::invoke {

namespace {

/// A token is not used when it expires this soon.
constexpr std::chrono::seconds kReserve{10};
/// How long a token is used whose answer does not say when it expires.
constexpr std::chrono::seconds kUnknownLife{3600};

http::Request requestFor(const OAuth &oauth, const HttpOptions &options) {
  http::Request request;
  request.method = oauth.method;
  request.url = oauth.endpoint;
  request.timeout = options.timeout;
  request.caFile = options.caFile;
  std::string form;
  auto isGiven = [&](std::string_view name) {
    const Fields &given = oauth.additions.body;
    return std::any_of(given.begin(), given.end(),
                       [&](const auto &field) { return field.first == name; });
  };
  if (!isGiven("grant_type"))
    appendField(form, "grant_type", "client_credentials");
  if (oauth.inHeader) {
    request.headers.emplace(
        "Authorization",
        basicAuthorization(percentEncoded(oauth.clientId), percentEncoded(oauth.clientSecret)));
  } else {
    appendField(form, "client_id", oauth.clientId);
    appendField(form, "client_secret", oauth.clientSecret);
  }
  for (const auto &[name, value] : oauth.additions.body)
    appendField(form, name, value);
  std::string query;
  for (const auto &[name, value] : oauth.additions.query)
    appendField(query, name, value);
  if (oauth.method == "GET")
    query += (query.empty() ? "" : "&") + form;
  else
    request.body = form;
  if (!query.empty())
    request.url += (request.url.find('?') == request.url.npos ? "?" : "&") + query;
  if (oauth.method != "GET")
    request.headers.emplace("Content-Type", "application/x-www-form-urlencoded");
  request.headers.emplace("Accept", "application/json");
  for (const auto &[name, value] : oauth.additions.headers)
    setHeader(request, name, value);
  return request;
}

} // namespace

void Tokens::want(const Connection &connection, const Take &take) {
  Token token;
  {
    std::lock_guard hold(mutex_);
    Entry &entry = entries_[&connection];
    bool isKnown = !entry.header.empty() && Clock::now() < entry.expires;
    if (isKnown)
      token.header = entry.header;
    else
      entry.waiting.push_back(take);
    if (!isKnown && entry.waiting.size() > 1)
      return;
  }
  if (token.header.empty())
    ask(connection);
  else
    take(token);
}

void Tokens::refuse(const Connection &connection, const std::string &header) {
  std::lock_guard hold(mutex_);
  Entry &entry = entries_[&connection];
  if (entry.header == header)
    entry.header.clear();
}

void Tokens::ask(const Connection &connection) {
  http::Request request = requestFor(*connection.oauth, options_);
  Expected<http::Url> url = http::parseUrl(request.url);
  if (!url) {
    http::Outcome outcome;
    outcome.problem = url.error();
    return answered(connection, outcome);
  }
  http::Exchange::start(std::move(request), *std::move(url),
                        [self = shared_from_this(), &connection](const http::Outcome &outcome) {
                          self->answered(connection, outcome);
                        });
}

void Tokens::answered(const Connection &connection, const http::Outcome &outcome) {
  Token token;
  token.isFresh = true;
  std::chrono::seconds life = kUnknownLife;
  Heap heap(nullptr, 1);
  Value answer = outcome.problem.empty() ? json::read(heap, outcome.response.body) : undefined();
  Value access = memberByText(answer, "access_token");
  if (!outcome.problem.empty()) {
    token.problem = outcome.problem;
  } else if (outcome.response.status / 100 != 2) {
    token.problem = "the answer has the status " + std::to_string(outcome.response.status);
  } else if (!isString(access) || text(access).empty()) {
    token.problem = "the answer has no `access_token`";
  } else {
    Value type = memberByText(answer, "token_type");
    std::string scheme = isString(type) ? std::string(text(type)) : "Bearer";
    if (scheme == "bearer")
      scheme = "Bearer";
    token.header = scheme + " " + std::string(text(access));
    if (!http::isFieldValue(token.header)) {
      token.header.clear();
      token.problem = "the token of the answer contains a line break";
    }
    if (Value seconds = memberByText(answer, "expires_in"); isNumber(seconds))
      life = std::chrono::seconds(
          static_cast<int64_t>(std::clamp(toDouble(seconds), 0.0, 365.0 * 86400)));
  }
  std::vector<Take> waiting;
  {
    std::lock_guard hold(mutex_);
    Entry &entry = entries_[&connection];
    entry.header = token.header;
    entry.expires = Clock::now() + life - std::min(kReserve, life / 2);
    waiting = std::exchange(entry.waiting, {});
  }
  for (const Take &take : waiting)
    take(token);
}

} // namespace asl::invoke
