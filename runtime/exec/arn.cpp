// ARNs and UUIDs.
#include "runtime/exec/arn.h"

#include <cstdio>

namespace asl::exec {
namespace {

std::string arn(const EngineOptions &options, std::string_view kind, std::string_view name) {
  std::string result = "arn:aws:states:";
  result += options.region;
  result += ':';
  result += options.account;
  result += ':';
  result += kind;
  result += ':';
  result += name;
  return result;
}

} // namespace

std::string uuid(Heap &heap) {
  uint64_t high = (heap.random() & ~uint64_t(0xF000)) | 0x4000;
  uint64_t low = (heap.random() & ~(uint64_t(3) << 62)) | (uint64_t(1) << 63);
  char text[37];
  std::snprintf(text, sizeof text, "%08x-%04x-%04x-%04x-%012llx", static_cast<unsigned>(high >> 32),
                static_cast<unsigned>(high >> 16 & 0xFFFF), static_cast<unsigned>(high & 0xFFFF),
                static_cast<unsigned>(low >> 48),
                static_cast<unsigned long long>(low & 0xFFFFFFFFFFFFull));
  return text;
}

std::string executionArn(const EngineOptions &options, std::string_view machine,
                         std::string_view name, bool express, Heap &heap) {
  std::string result = arn(options, express ? "express" : "execution", machine);
  result += ':';
  result += name;
  if (express)
    result += ':' + uuid(heap);
  return result;
}

std::string stateMachineArn(const EngineOptions &options, std::string_view machine) {
  return arn(options, "stateMachine", machine);
}

std::string mapRunArn(const EngineOptions &options, std::string_view machine,
                      std::string_view label, std::string_view id) {
  std::string result = arn(options, "mapRun", machine);
  result += '/';
  result += label;
  result += ':';
  result += id;
  return result;
}

} // namespace asl::exec
