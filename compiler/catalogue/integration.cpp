// What the Resource of a Task means.
#include "compiler/catalogue/catalogue.h"

#include "runtime/support/resource.h"

namespace aslc::catalogue {

Integration integrationOf(std::string_view text) {
  using Parts = asl::ResourceParts;
  std::optional<Parts> parts = asl::splitResource(text);
  if (!parts)
    return {};
  Integration result;
  switch (parts->kind) {
  case Parts::Kind::Lambda:
    result.kind = Integration::Kind::Function;
    return result;
  case Parts::Kind::Activity:
    result.kind = Integration::Kind::Activity;
    return result;
  case Parts::Kind::OtherArn:
  case Parts::Kind::Other:
    return result;
  case Parts::Kind::Integration:
  case Parts::Kind::Sdk:
    break;
  }
  if (!parts->pattern)
    return result;
  bool sdk = parts->kind == Parts::Kind::Sdk;
  result.kind = sdk ? Integration::Kind::Sdk : Integration::Kind::Optimized;
  result.pattern = static_cast<Pattern>(*parts->pattern);
  result.service = parts->service;
  result.action = parts->action;
  if (auto service = findService(parts->service, sdk))
    result.operation = service->find(parts->action);
  return result;
}

Type Integration::result() const {
  if (!operation)
    return Type();
  switch (pattern) {
  case Pattern::RequestResponse:
    return operation->response;
  case Pattern::Sync:
    return operation->job;
  case Pattern::Sync2:
    return operation->job2;
  case Pattern::WaitForTaskToken:
    break; // what the worker gives
  }
  return Type();
}

} // namespace aslc::catalogue
