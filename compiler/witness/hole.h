// A part of an input or of a task's answer that is not decided yet: what the machine asks of it on
// the way is collected, and then a value is made that has all of it.
#pragma once

#include "compiler/catalogue/catalogue.h"
#include "compiler/source/tree.h"

#include <limits>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace aslc::witness {

using Json = nlohmann::ordered_json;

struct Hole;
using HolePtr = std::shared_ptr<Hole>;

struct Hole {
  enum class Type : uint8_t { Any, Null, Boolean, Number, Text, Array, Object };

  Type type = Type::Any;
  bool isAbsent = false;     ///< asked not to be there
  std::optional<Json> value; ///< asked to be this
  std::vector<Json> excluded;
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
  bool isTime = false; ///< a text that is a timestamp
  size_t length = 0;   ///< of a text, at least
  std::map<std::string, HolePtr> members;
  std::vector<HolePtr> elements;
  catalogue::Type described; ///< what the service's description says
  const source::Node *schema = nullptr;

  /// Each asks for something; false when it contradicts what was asked before.
  bool ask(Type wanted);
  bool ask(const Json &wanted);
  bool askNot(const Json &unwanted);
  bool askAbsent();
  /// The part of that name or number, which is asked to be there; null on a contradiction.
  HolePtr member(const std::string &name);
  HolePtr element(size_t index);

  /// A value that has all that was asked. What nothing was asked of is `otherwise`.
  Json make(const Json &otherwise) const;
  /// Whether it was asked not to be this.
  bool excludes(const Json &each) const;

private:
  Json makeText(const Json &otherwise) const;
  Json makeObject(const Json &otherwise) const;
};

Hole::Type typeOf(const Json &value);

} // namespace aslc::witness
