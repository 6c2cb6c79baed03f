// The options of `aslc report --bounds`, and its report.
#pragma once

#include "compiler/report/bounds/report.h"
#include "tools/aslc/command/options.h"

#include <string>
#include <vector>

namespace aslc::tool {

class BoundsOptions {
public:
  void addOptions(CommandLine &line);

  /// Fails when an assumption is about nothing in the report. The definition has no errors.
  Expected<std::string> report(const frontend::Definition &definition,
                               const source::Node *inputSchema) const;

private:
  Expected<void> takeAssumption(const std::string &text);
  Expected<void> takePrices(const std::string &path);

  std::vector<analysis::bounds::Assumption> assumptions_;
  report::Prices prices_;
  bool json_ = false;
};

} // namespace aslc::tool
