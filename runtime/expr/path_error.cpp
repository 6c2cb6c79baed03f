// The errors of paths that found nothing, in the words of the service. Cold: nothing here is on the
// path of a transition that goes well.
#include "runtime/expr/java_text.h"
#include "runtime/expr/missing.h"
#include "runtime/value/json.h"

#include <string>

namespace asl {
namespace {

/// The path before that step, as Jayway prints it: "$['a'][0]".
std::string prefixBefore(const asl_path_site &site, uint32_t step) {
  std::string out = "$";
  for (uint32_t i = 0; i < std::min(step, site.step_count); ++i)
    out += text(site.steps[i]);
  return out;
}

/// The step and those after it, as Jayway prints a token.
std::string restFrom(const asl_path_site &site, uint32_t step) {
  std::string out;
  for (uint32_t i = step; i < site.step_count; ++i)
    out += text(site.steps[i]);
  return out;
}

/// Jayway's message about a definite path that ended with `missing`.
std::string jaywayMessage(Value missing, const asl_path_site &site, Value input) {
  if (input.tag == ASL_NULL)
    return "root can not be null";
  uint32_t step = site.step_count == 0 ? 0 : std::min<uint32_t>(missing.depth, site.step_count - 1);
  std::string before = prefixBefore(site, step);
  std::string upTo = prefixBefore(site, step + 1);
  switch (missing.flags) {
  case ASL_MISSING_TYPE:
    return "Property " + std::string(text(site.steps[step])) + " not found in path " + before;
  case ASL_MISSING_INDEX:
    return "Index out of bounds when evaluating path " + before + "[" +
           std::to_string(noteOf(missing).index) + "]";
  case ASL_MISSING_NULL:
    return "The path " + before + " is null";
  case ASL_MISSING_INDEX_TYPE:
    return "Filter: " + restFrom(site, step) +
           " can only be applied to arrays. Current context is: " + javaText(noteOf(missing).value);
  case ASL_MISSING_SEVERAL:
    return "Multi properties can only be used as path leafs: " + upTo;
  default:
    return (step + 1 >= site.step_count ? "No results for path: " : "Missing property in path ") +
           upTo;
  }
}

/// Whether the path led nowhere: because nothing is there, or because a step was applied to what it
/// cannot be applied to. The service has one message for both where it names a field. A null
/// root and a filter that cannot compare are failures of their own.
bool leadsNowhere(Value missing, Value input) {
  return input.tag != ASL_NULL && (!isError(missing) || missing.flags != 0);
}

Value runtimeError(asl_heap *heap, const std::string &cause) {
  return Heap::of(heap).error("States.Runtime", cause, true, true);
}

Value siteError(asl_heap *heap, const asl_path_site &site, Value input, bool nothing,
                const std::string &message) {
  std::string path(text(site.text));
  if (site.kind == ASL_SITE_CHOICE)
    return runtimeError(heap,
                        "Invalid path '" + path +
                            "': The choice state's condition path references an invalid value.");
  if (site.kind == ASL_SITE_PATH || !nothing)
    return runtimeError(heap, "Invalid path '" + path + "' : " + message);
  if (site.kind == ASL_SITE_ARGUMENT)
    return runtimeError(heap, "The JsonPath argument for the field '" + path +
                                  "' could not be found in the input '" + json::write(input) + "'");
  std::string field(site.field == nullptr ? "" : text(site.field));
  return runtimeError(heap, "The JSONPath '" + path + "' specified for the field '" + field +
                                "' could not be found in the input '" + json::write(input) + "'");
}

} // namespace
} // namespace asl

using namespace asl;

asl_value asl_path_failed(asl_heap *heap, asl_value missing, const asl_path_site *site,
                          asl_value input) {
  std::string message;
  if (!isError(missing))
    message = jaywayMessage(missing, *site, input);
  else if (isString(missing.error->cause))
    message = text(missing.error->cause);
  return siteError(heap, *site, input, leadsNowhere(missing, input), message);
}

asl_value asl_variable_failed(asl_heap *heap, const asl_path_site *site, asl_value input) {
  return siteError(heap, *site, input, true, "the variable has not been assigned");
}
