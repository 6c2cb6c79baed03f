// Data as the tree of variables that the Debug Adapter Protocol shows.
#pragma once

#include "compiler/editor/server/access.h"
#include "tools/debug/data.h"

#include <optional>
#include <string>
#include <vector>

namespace aslc::debug {

using Message = editor::Json; ///< of the protocol

/// Numbers the parts of the data that an editor may open. The numbers hold until the workflow goes
/// on.
class DataTree {
public:
  /// Forgets all numbers.
  void clear() { parts_.clear(); }
  /// The scopes of a stop: its value and the variables.
  Message scopes(const Stop &stop);
  /// The members of a part; none for a number that is not known.
  Message variables(uint32_t number);
  /// A value as the protocol shows it; `target` is what `find` would be asked for it.
  Message shown(const Json &value, const std::string &target);
  /// What `set` would be asked for a member of a part; nothing for a part that is not known.
  std::optional<std::string> targetOf(uint32_t number, const std::string &member) const;

private:
  struct Part {
    Json value;
    std::string target; ///< empty: all variables
  };
  uint32_t add(Json value, std::string target);
  const Part *find(uint32_t number) const;

  std::vector<Part> parts_;
};

} // namespace aslc::debug
