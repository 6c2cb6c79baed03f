// Properties of a parsed path: whether it is definite, and its steps as Jayway prints them.
#include "compiler/expr/jsonpath/path.h"

namespace aslc::jsonpath {
namespace {

template <class Range, class Print>
std::string joined(const Range &range, std::string_view separator, Print print) {
  std::string out = "[";
  std::string_view before;
  for (const auto &item : range) {
    out += before;
    out += print(item);
    before = separator;
  }
  return out + "]";
}

std::string decimal(int64_t number) { return std::to_string(number); }

struct StepText {
  std::string operator()(const NamesStep &step) const {
    return joined(step.names, ", ", [](const std::string &name) { return "'" + name + "'"; });
  }
  std::string operator()(const Indexes &step) const { return joined(step.indexes, ",", decimal); }
  std::string operator()(const Slice &step) const {
    return "[" + (step.from ? decimal(*step.from) : "") + ":" + (step.to ? decimal(*step.to) : "") +
           "]";
  }
  std::string operator()(const FromLength &step) const {
    return "[@.size()" + decimal(-step.minus) + "]";
  }
  std::string operator()(const Wildcard &) const { return "[*]"; }
  std::string operator()(const DeepScan &) const { return ".."; }
  std::string operator()(const FilterStep &) const { return "[?]"; }
};

} // namespace

std::string Step::text() const { return std::visit(StepText{}, kind); }

bool Path::definite() const {
  for (const Step &step : steps) {
    const auto *indexes = std::get_if<Indexes>(&step.kind);
    bool one = indexes != nullptr && indexes->indexes.size() == 1;
    if (!one && !std::holds_alternative<NamesStep>(step.kind) &&
        !std::holds_alternative<FromLength>(step.kind))
      return false;
  }
  return true;
}

std::string Path::prefix(size_t index) const {
  std::string out = "$";
  for (size_t i = 0; i <= index && i < steps.size(); ++i)
    out += steps[i].text();
  return out;
}

} // namespace aslc::jsonpath
