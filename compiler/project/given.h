// Values for a template from the command line and from `samconfig.toml`.
#pragma once

#include "compiler/source/tree.h"
#include "runtime/support/expected.h"

#include <map>
#include <string>

namespace aslc::project {

using Texts = std::map<std::string, std::string, std::less<>>;

struct Given {
  /// `--define`: by the name of a placeholder, a parameter, a resource, `Resource.Attribute`, a
  /// pseudo parameter such as `AWS::Region`, or of an export.
  source::Definitions definitions;
  Texts parameters;                    ///< `--parameter`
  std::string environment = "default"; ///< `--config-env`: which one of samconfig counts

  const std::string *find(std::string_view name) const {
    auto value = definitions.values.find(name);
    return value == definitions.values.end() ? nullptr : &value->second;
  }
};

/// The settings of one environment in a `samconfig.toml` or `samconfig.yaml`.
struct SamConfig {
  Texts parameters;
  std::string stackName, region; ///< may be empty
};

/// Reads `parameter_overrides`, `stack_name` and `region` from the sections of `environment`:
/// `ENVIRONMENT.global`, `ENVIRONMENT.deploy` and others. The file is YAML when its name ends so,
/// else TOML. Returns a message that begins with `FILE:LINE:COLUMN` when one of these values cannot
/// be read, or when the environment is missing and is not `default`. Other parts are ignored.
asl::Expected<SamConfig> readSamConfig(const source::File &file, std::string_view environment);

/// Adds the parameters in `Name=value Other="a b"` or `ParameterKey=Name,ParameterValue=value ...`
/// to `parameters`. On failure returns a message without a place.
asl::Expected<void> takeOverrides(std::string_view text, Texts &parameters);

} // namespace aslc::project
