// The fields of states. See https://states-language.net/spec.html#state-type-table
#include "compiler/parse/state_fields.h"

#include <algorithm>
#include <array>

namespace aslc::parse {

namespace {

constexpr std::array<std::string_view, 8> typeNames = {"Pass",    "Task", "Choice",   "Wait",
                                                       "Succeed", "Fail", "Parallel", "Map"};

constexpr unsigned bit(StateType type) { return 1u << static_cast<unsigned>(type); }

constexpr unsigned pass = bit(StateType::Pass), task = bit(StateType::Task),
                   choice = bit(StateType::Choice), wait = bit(StateType::Wait),
                   succeed = bit(StateType::Succeed), fail = bit(StateType::Fail),
                   parallel = bit(StateType::Parallel), map = bit(StateType::Map);
constexpr unsigned every = 0xff;
constexpr unsigned works = task | parallel | map; // what can fail and be tried again

struct Row {
  FieldRule rule;
  unsigned types;
};

using enum FieldLanguage;

constexpr Row table[] = {
    {{"Type"}, every},
    {{"Comment"}, every},
    {{"QueryLanguage"}, every},
    {{"Next"}, works | pass | wait},
    {{"End"}, works | pass | wait},
    {{"InputPath", JsonPath}, every & ~fail},
    {{"OutputPath", JsonPath, "Output"}, every & ~fail},
    {{"Parameters", JsonPath, "Arguments"}, task | parallel},
    {{"Parameters", JsonPath, "ItemSelector"}, map},
    {{"Parameters", JsonPath, "Output"}, pass},
    {{"ResultSelector", JsonPath, "Output"}, works},
    {{"ResultPath", JsonPath, "Output"}, works | pass},
    {{"Result", JsonPath, "Output"}, pass},
    {{"Arguments", Jsonata, "Parameters"}, task | parallel},
    {{"Output", Jsonata, "ResultSelector"}, works},
    {{"Output", Jsonata, "Parameters"}, pass},
    {{"Output", Jsonata, "OutputPath"}, choice | wait | succeed},
    {{"Assign"}, every & ~(succeed | fail)},
    {{"Retry"}, works},
    {{"Catch"}, works},
    {{"Resource"}, task},
    {{"TimeoutSeconds"}, task},
    {{"TimeoutSecondsPath", JsonPath, "TimeoutSeconds"}, task},
    {{"HeartbeatSeconds"}, task},
    {{"HeartbeatSecondsPath", JsonPath, "HeartbeatSeconds"}, task},
    {{"Credentials"}, task},
    {{"Choices"}, choice},
    {{"Default"}, choice},
    {{"Seconds"}, wait},
    {{"SecondsPath", JsonPath, "Seconds"}, wait},
    {{"Timestamp"}, wait},
    {{"TimestampPath", JsonPath, "Timestamp"}, wait},
    {{"Error"}, fail},
    {{"ErrorPath", JsonPath, "Error"}, fail},
    {{"Cause"}, fail},
    {{"CausePath", JsonPath, "Cause"}, fail},
    {{"Branches"}, parallel},
    {{"ItemProcessor"}, map},
    {{"Iterator"}, map},
    {{"ItemsPath", JsonPath, "Items"}, map},
    {{"Items", Jsonata, "ItemsPath"}, map},
    {{"ItemSelector"}, map},
    {{"MaxConcurrency"}, map},
    {{"MaxConcurrencyPath", JsonPath, "MaxConcurrency"}, map},
    {{"ItemReader"}, map},
    {{"ItemBatcher"}, map},
    {{"ResultWriter"}, map},
    {{"Label"}, map},
    {{"ToleratedFailureCount"}, map},
    {{"ToleratedFailureCountPath", JsonPath, "ToleratedFailureCount"}, map},
    {{"ToleratedFailurePercentage"}, map},
    {{"ToleratedFailurePercentagePath", JsonPath, "ToleratedFailurePercentage"}, map},
};

std::array<std::vector<FieldRule>, 8> rulesByType() {
  std::array<std::vector<FieldRule>, 8> rules;
  for (const Row &row : table)
    for (size_t type = 0; type < rules.size(); ++type)
      if (row.types & (1u << type))
        rules[type].push_back(row.rule);
  return rules;
}

} // namespace

std::optional<StateType> stateTypeOf(std::string_view name) {
  auto found = std::find(typeNames.begin(), typeNames.end(), name);
  if (found == typeNames.end())
    return std::nullopt;
  return static_cast<StateType>(found - typeNames.begin());
}

std::string_view name(StateType type) { return typeNames[static_cast<size_t>(type)]; }

std::span<const FieldRule> fieldsOf(StateType type) {
  static const auto rules = rulesByType();
  return rules[static_cast<size_t>(type)];
}

std::vector<std::string_view> typesWith(std::string_view field) {
  std::vector<std::string_view> types;
  for (size_t type = 0; type < typeNames.size(); ++type)
    if (std::any_of(std::begin(table), std::end(table), [&](const Row &row) {
          return row.rule.name == field && row.types & (1u << type);
        }))
      types.push_back(typeNames[type]);
  return types;
}

} // namespace aslc::parse
