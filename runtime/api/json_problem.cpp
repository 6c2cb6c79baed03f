#include "runtime/api/json_problem.h"

#include "runtime/support/jackson.h"
#include "runtime/value/json.h"

namespace asl::api {

std::string jsonProblem(std::string_view text) {
  Heap heap(nullptr, 1);
  json::ReadError problem;
  if (!isUndefined(json::read(heap, text, &problem)))
    return "";
  if (problem.tooDeep)
    return "it is nested too deep";
  if (std::optional<jackson::Complaint> complaint = jackson::complaintAbout(text))
    return std::move(complaint->message);
  return problem.message.empty() ? "it is not JSON" : problem.message;
}

} // namespace asl::api
