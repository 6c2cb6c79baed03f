#include "compiler/report/bounds/report.h"
#include "runtime/dom/text.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace aslc::report {

using namespace analysis::bounds;

namespace {

using Json = nlohmann::ordered_json;

Json numberOrNull(double number) {
  if (std::isinf(number))
    return nullptr;
  constexpr double exact = 9e15;
  return std::trunc(number) == number && std::fabs(number) < exact
             ? Json(static_cast<int64_t>(number))
             : Json(number);
}

Json jsonOf(const Formula &formula, const Bounds &bounds) {
  Json json;
  json["formula"] = formula.expression(bounds.symbols);
  json["value"] = numberOrNull(formula.value(bounds.symbols));
  return json;
}

Json jsonOf(const Amount &amount, const Bounds &bounds) {
  return {{"best", jsonOf(amount.best, bounds)}, {"worst", jsonOf(amount.worst, bounds)}};
}

std::string_view keyOf(Metric metric) {
  constexpr std::string_view names[] = {"events", "transitions", "seconds", "cost"};
  return names[static_cast<size_t>(metric)];
}

void addAmounts(Json &json, const Amounts &amounts, const Bounds &bounds) {
  for (Metric metric : {Metric::Events, Metric::Transitions, Metric::Seconds, Metric::Cost})
    json[keyOf(metric)] = jsonOf(amounts[metric], bounds);
}

Json jsonOf(const ExecutionBounds &execution, const Bounds &bounds) {
  Json json;
  json["map"] = execution.map ? Json(execution.path) : Json(nullptr);
  json["type"] = execution.express ? "express" : "standard";
  json["succeeds"] = execution.succeeds;
  json["count"] = jsonOf(execution.count, bounds);
  addAmounts(json, execution.amounts, bounds);
  json["mostSeconds"] = numberOrNull(execution.mostSeconds);
  json["concurrency"] = numberOrNull(execution.concurrency);
  json["unbounded"] = Json::array();
  for (const Reason &reason : execution.reasons)
    json["unbounded"].push_back(
        {{"what", keyOf(reason.metric)}, {"state", reason.state->name}, {"why", reason.text}});
  return json;
}

Json jsonOf(const StateBounds &state, const Bounds &bounds) {
  Json json;
  json["state"] = state.path;
  addAmounts(json, state.amounts, bounds);
  if (state.inputBytes.isEmpty())
    json["inputBytes"] = nullptr;
  else
    json["inputBytes"] = {{"least", numberOrNull(state.inputBytes.least)},
                          {"most", numberOrNull(state.inputBytes.most)}};
  return json;
}

Json jsonOf(const Prices &prices) {
  return {{"region", prices.region},
          {"date", prices.date},
          {"transition", prices.transition},
          {"request", prices.request},
          {"gigabyteSecond", prices.gigabyteSecond},
          {"chunkMegabytes", prices.chunkMegabytes},
          {"chunkSeconds", prices.chunkSeconds},
          {"baseMegabytes", prices.baseMegabytes}};
}

} // namespace

std::string jsonOf(const Bounds &bounds, const Prices &prices) {
  Json json;
  json["symbols"] = Json::array();
  for (const Symbol &symbol : bounds.symbols)
    json["symbols"].push_back({{"name", symbol.name},
                               {"path", symbol.path},
                               {"state", symbol.state->name},
                               {"meaning", symbol.what},
                               {"least", numberOrNull(symbol.least)},
                               {"most", numberOrNull(symbol.most)}});
  json["executions"] = Json::array();
  for (const ExecutionBounds &execution : bounds.executions)
    json["executions"].push_back(jsonOf(execution, bounds));
  json["states"] = Json::array();
  for (const StateBounds &state : bounds.states)
    json["states"].push_back(jsonOf(state, bounds));
  json["prices"] = jsonOf(prices);
  return asl::dom::write(json, 2) + "\n";
}

asl::Expected<Prices> readPrices(const std::string &text) {
  Json json = asl::dom::parseOrdered(text);
  if (!json.is_object())
    return asl::Failure{"prices are a JSON object"};
  Prices prices;
  const std::pair<std::string_view, double Prices::*> numbers[] = {
      {"transition", &Prices::transition},         {"request", &Prices::request},
      {"gigabyteSecond", &Prices::gigabyteSecond}, {"chunkMegabytes", &Prices::chunkMegabytes},
      {"chunkSeconds", &Prices::chunkSeconds},     {"baseMegabytes", &Prices::baseMegabytes}};
  const std::pair<std::string_view, std::string Prices::*> texts[] = {{"region", &Prices::region},
                                                                      {"date", &Prices::date}};
  for (const auto &[key, value] : json.items()) {
    bool taken = false;
    for (auto [name, member] : numbers)
      if (name == key && value.is_number() && value.get<double>() >= 0)
        prices.*member = value.get<double>(), taken = true;
    for (auto [name, member] : texts)
      if (name == key && value.is_string())
        prices.*member = value.get<std::string>(), taken = true;
    if (!taken)
      return asl::Failure{"`" + key + "` is not a price, or its value has the wrong type"};
  }
  if (prices.chunkMegabytes <= 0 || prices.chunkSeconds <= 0)
    return asl::Failure{"`chunkMegabytes` and `chunkSeconds` are greater than 0"};
  return prices;
}

} // namespace aslc::report
