#include "runtime/api/json_problem.h"

#include "runtime/support/jackson.h"
#include "runtime/value/json.h"

namespace asl::api {

std::string jsonProblem(std::string_view text) {
  Heap heap(nullptr, 1);
  json::ReadError problem;
  if (!isUndefined(json::read(heap, text, &problem)))
    return "";
  return problem.tooDeep ? "it is " + std::string(tooDeepText)
                         : jackson::messageOr(text, std::move(problem.message));
}

} // namespace asl::api
