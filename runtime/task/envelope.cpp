// Adds and removes the envelopes of AWS's optimized integrations: `Payload` and the SDK's metadata.
// See https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html.
#include "runtime/task/envelope.h"

#include "asl/abi/symbol_hash.h"
#include "runtime/support/utf8.h"
#include "runtime/support/uuid.h"
#include "runtime/value/json.h"

namespace asl::task {
namespace {

std::string requestId(uint64_t seed) {
  Heap random(nullptr, seed | 1);
  uint64_t high = random.random(), low = random.random();
  return uuidText(high, low);
}

/// The SDK's metadata as two JSON members, for an answer of `length` bytes.
std::string metadata(uint64_t seed, size_t length, int status) {
  std::string id = "\"" + requestId(seed) + "\"";
  std::string bytes = "\"" + std::to_string(length) + "\"";
  return R"("SdkHttpMetadata":{"AllHttpHeaders":{"Content-Length":[)" + bytes +
         R"(],"x-amzn-RequestId":[)" + id + R"(]},"HttpHeaders":{"Content-Length":)" + bytes +
         R"(,"x-amzn-RequestId":)" + id + R"(},"HttpStatusCode":)" + std::to_string(status) +
         R"(},"SdkResponseMetadata":{"RequestId":)" + id + "}";
}

/// The object with the metadata inserted in AWS's alphabetical order of members.
std::string withMetadata(Value object, uint64_t seed, std::string_view json) {
  std::string out = "{";
  bool added = false;
  auto separate = [&] {
    if (out.size() > 1)
      out += ',';
  };
  const asl_object *members = object.object;
  for (uint32_t i = 0; i < members->count; ++i) {
    std::string_view key = text(members->keys[i]);
    // Metadata that the handler itself returned is kept.
    added |= key == "SdkHttpMetadata" || key == "SdkResponseMetadata";
    if (!added && key > "SdkHttpMetadata") {
      separate();
      out += metadata(seed, json.size(), 200);
      added = true;
    }
    separate();
    json::append(out, string(members->keys[i]));
    out += ':';
    json::append(out, members->values[i]);
  }
  if (!added) {
    separate();
    out += metadata(seed, json.size(), 200);
  }
  return out += '}';
}

bool isLambdaInvoke(const Resource &resource) {
  return resource.service == "lambda" && resource.action.starts_with("invoke");
}

/// True for optimized integrations whose outputs are known to carry the SDK's metadata.
bool hasMetadata(const Resource &resource) {
  return resource.kind == Resource::Kind::Service && !resource.service.starts_with("aws-sdk:") &&
         resource.service != "http" && resource.service != "apigateway" &&
         resource.service != "events";
}

} // namespace

std::string handlerInput(const Request &request) {
  if (!isLambdaInvoke(request.resource))
    return request.parametersJson();
  Value payload = memberByText(request.parameters, "Payload");
  if (isUndefined(payload))
    return "{}";
  if (isString(payload)) {
    // A string that holds JSON is sent without quotes.
    Heap heap(nullptr, 1);
    if (!isUndefined(json::read(heap, text(payload))))
      return std::string(text(payload));
  }
  return json::write(payload);
}

Envelope envelopeOf(const Request &request, bool raw) {
  using Wrapping = Envelope::Wrapping;
  const Resource &resource = request.resource;
  Envelope envelope;
  envelope.hasSubmitted = resource.pattern != Resource::Pattern::RequestResponse;
  envelope.seed = (uint64_t(symbolHash(request.executionArn, 1)) << 32) ^
                  symbolHash(request.stateName, 2 + request.attempt);
  if (raw)
    return envelope;
  Wrapping wrapping = isLambdaInvoke(resource) ? Wrapping::Lambda
                      : hasMetadata(resource)  ? Wrapping::Metadata
                                               : Wrapping::None;
  if (wrapping == Wrapping::Lambda) {
    Value type = memberByText(request.parameters, "InvocationType");
    if (isString(type) && text(type) == "Event")
      wrapping = Wrapping::LambdaEvent;
  }
  // When a task waits for a job or a token, its final result has no envelope.
  (envelope.hasSubmitted ? envelope.submitted : envelope.result) = wrapping;
  return envelope;
}

std::string wrap(Envelope::Wrapping wrapping, uint64_t seed, std::string_view json) {
  using Wrapping = Envelope::Wrapping;
  size_t end = json.find_last_not_of(" \t\r\n");
  json = json.substr(0, end == std::string_view::npos ? 0 : end + 1);
  if (wrapping == Wrapping::LambdaEvent)
    return R"({"Payload":"",)" + metadata(seed, 0, 202) + R"(,"StatusCode":202})";
  Heap heap(nullptr, 1);
  json::ReadError problem;
  Value value = json.empty() ? null() : json::read(heap, json, &problem);
  // A value that is nested too deeply is passed on as text; it will be refused as a result.
  bool isKept = isUndefined(value) && problem.tooDeep;
  if (isUndefined(value) && !isKept)
    value = heap.string(utf8::readable(std::string(json)));
  std::string payload = isKept ? std::string(json) : json::write(value);
  if (wrapping == Wrapping::Lambda)
    return R"({"ExecutedVersion":"$LATEST","Payload":)" + payload + "," +
           metadata(seed, json.size(), 200) + R"(,"StatusCode":200})";
  if (wrapping == Wrapping::Metadata && isObject(value))
    return withMetadata(value, seed, json);
  return payload;
}

} // namespace asl::task
