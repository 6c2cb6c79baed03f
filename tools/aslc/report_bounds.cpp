// `aslc report --bounds`: the best and the worst case of a machine.
#include "tools/aslc/report_bounds.h"
#include "compiler/analysis/analyze.h"
#include "runtime/support/file.h"
#include "tools/aslc/command/output.h"

namespace aslc::tool {

Expected<void> BoundsOptions::takeAssumption(const std::string &text) {
  auto assumption = analysis::bounds::parseAssumption(text);
  if (!assumption)
    return Failure{"`" + text +
                   "` is not an assumption such as `n<=100`, `$.orders<=100` or `n=3`"};
  assumptions_.push_back(std::move(*assumption));
  return {};
}

Expected<void> BoundsOptions::takePrices(const std::string &path) {
  Expected<std::string> text = asl::readFile(path);
  if (!text)
    return text.failure();
  Expected<report::Prices> prices = report::readPrices(*text);
  if (!prices)
    return Failure{"`" + path + "`: " + prices.error()};
  prices_ = *std::move(prices);
  return {};
}

void BoundsOptions::addOptions(CommandLine &line) {
  line.add({"--assume", 0, "NAME<=N",
            "with --bounds: what a letter of the formulas is, such as `n<=100`;\n"
            "its path (`$.orders<=100`) or its state will do too; may be repeated",
            [&](const std::string &text) { return takeAssumption(text); }});
  line.mayRepeat("--assume");
  line.add({"--prices", 0, "FILE", "with --bounds: prices in JSON, instead of those of us-east-1",
            [&](const std::string &path) { return takePrices(path); }});
  line.addFlag("--json", "with --bounds: as JSON", json_);
}

Expected<std::string> BoundsOptions::report(const frontend::Definition &definition,
                                            const source::Node *inputSchema) const {
  analysis::DataFacts data = analysis::dataOf(*definition.machine, {.inputSchema = inputSchema});
  report::Bounds bounds = analysis::bounds::boundsOf(*definition.machine, data, prices_);
  if (auto unused = analysis::bounds::assume(bounds, assumptions_))
    return Failure{"nothing in the formulas is `" + *unused + "`"};
  return json_ ? report::jsonOf(bounds, prices_) : report::textOf(bounds, prices_);
}

} // namespace aslc::tool
