#include "tools/aslc/testing/judge.h"
#include "runtime/dom/text.h"

namespace aslc::testing {

namespace {

/// `A, B and C` is too long for paths: `A → B → C`.
std::string pathText(const Json &path) {
  std::string text;
  for (const Json &state : path)
    text += (text.empty() ? "" : " → ") +
            (state.is_string() ? state.get<std::string>() : asl::dom::write(state));
  return text.empty() ? "(no state)" : text;
}

std::string endOf(const Json &observed) {
  std::string text = "the execution " + observed.value("status", "");
  if (observed.contains("error"))
    text += ": " + observed["error"].get<std::string>();
  if (observed.contains("cause"))
    text += ": " + observed["cause"].get<std::string>();
  return text;
}

/// A number stands for a list with only it.
Json listOf(const Json &value) { return value.is_array() ? value : Json::array({value}); }

class Judge {
public:
  explicit Judge(Verdict &verdict) : verdict_(verdict), observed_(verdict.observed) {}

  void field(const std::string &name, const Json &wanted) {
    if (name == "output" || name == "outputContains")
      return output(name, wanted);
    if (name == "causeContains")
      return causeContains(wanted);
    if (name == "path") {
      if (wanted != observed_["path"])
        differ("path", pathText(wanted), pathText(observed_["path"]));
      return;
    }
    if (name == "visits" || name == "waits")
      return byState(name, wanted);
    if (name == "calls")
      return calls(wanted);
    Json got = observed_.contains(name) ? observed_[name] : Json();
    if (!observed_.contains(name))
      differ(name, mocks::shortText(wanted), "(absent); " + endOf(observed_));
    else if (!mocks::isEqual(wanted, got))
      differ(name, mocks::shortText(wanted),
             name == "status" ? endOf(observed_) : mocks::shortText(got));
  }

private:
  void differ(std::string place, std::string expected, std::string got) {
    verdict_.differences.push_back({std::move(place), std::move(expected), std::move(got)});
  }

  void output(const std::string &name, const Json &wanted) {
    if (observed_.contains("output"))
      mocks::compare(wanted, observed_["output"], name == "outputContains", "output",
                     verdict_.differences);
    else
      differ("output", mocks::shortText(wanted), "(none); " + endOf(observed_));
  }

  void causeContains(const Json &wanted) {
    std::string cause = observed_.value("cause", "");
    if (cause.find(wanted.get<std::string>()) == cause.npos)
      differ("cause", "... " + wanted.get<std::string>() + " ...",
             observed_.contains("cause") ? cause : "(absent); " + endOf(observed_));
  }

  void byState(const std::string &name, const Json &wanted) {
    bool isList = name == "waits";
    for (const auto &[state, value] : wanted.items()) {
      Json none = isList ? Json::array() : Json(0);
      Json got = observed_[name].contains(state) ? observed_[name][state] : none;
      Json expected = isList ? listOf(value) : value;
      if (!mocks::isEqual(expected, got))
        differ(name + "." + state, mocks::shortText(expected), mocks::shortText(got));
    }
  }

  void calls(const Json &wanted) {
    for (const auto &[state, value] : wanted.items()) {
      Json got = observed_["calls"].contains(state) ? observed_["calls"][state] : Json::array();
      std::string place = "calls." + state;
      size_t count = value.is_array() ? value.size() : value.get<size_t>();
      if (got.size() != count)
        differ(place, std::to_string(count) + (count == 1 ? " call" : " calls"),
               std::to_string(got.size()) + (got.empty() ? "" : ": " + mocks::shortText(got)));
      if (!value.is_array())
        continue;
      for (size_t i = 0; i < std::min(count, got.size()); ++i)
        request(value[i], got[i], place + "[" + std::to_string(i) + "].request");
    }
  }

  void request(const Json &wanted, const Json &got, const std::string &place) {
    bool partly = wanted.contains("requestContains");
    mocks::compare(wanted[partly ? "requestContains" : "request"], got["request"], partly, place,
                   verdict_.differences);
  }

  Verdict &verdict_;
  Json &observed_;
};

Json fittingCalls(const Json &wanted, const Json &observed) {
  Json result = Json::object();
  for (const auto &[state, value] : wanted.items()) {
    Json got = observed.contains(state) ? observed[state] : Json::array();
    if (!value.is_array()) {
      result[state] = got.size();
      continue;
    }
    for (size_t i = 0; i < got.size(); ++i)
      if (i < value.size() && value[i].contains("requestContains"))
        got[i] = {
            {"requestContains", mocks::projected(value[i]["requestContains"], got[i]["request"])}};
    result[state] = got;
  }
  return result;
}

} // namespace

void judge(const Case &testCase, Verdict &verdict) {
  Judge judge(verdict);
  const auto &expect = testCase.expect;
  bool mayFail = expect.contains("status") || expect.contains("error") ||
                 expect.contains("cause") || expect.contains("causeContains");
  if (!mayFail)
    judge.field("status", "SUCCEEDED");
  for (const auto &[name, wanted] : expect)
    judge.field(name, wanted.value);
}

bool isMet(const std::string &field, const Json &wanted, const Json &observed) {
  Verdict verdict;
  verdict.observed = observed;
  Judge(verdict).field(field, wanted);
  return verdict.differences.empty();
}

Json fitting(const std::string &field, const Json &wanted, const Json &observed) {
  auto got = [&](const char *name) { return observed.contains(name) ? observed[name] : Json(); };
  if (field == "outputContains")
    return mocks::projected(wanted, got("output"));
  if (field == "causeContains")
    return got("cause");
  if (field == "calls")
    return fittingCalls(wanted, got("calls"));
  if (field != "visits" && field != "waits")
    return got(field.c_str());
  Json result = Json::object();
  for (const auto &[state, value] : wanted.items()) {
    Json all = got(field.c_str());
    Json none = field == "waits" ? Json::array() : Json(0);
    Json found = all.contains(state) ? all[state] : none;
    bool isOne = field == "waits" && value.is_number() && found.size() == 1;
    result[state] = isOne ? found[0] : found;
  }
  return result;
}

} // namespace aslc::testing
