// Types of resources: which property is their name, and what their ARN looks like.
#pragma once

#include <cstdint>
#include <string_view>

namespace aslc::project {

struct ResourceType {
  enum class Ref : uint8_t { Name, Arn, QueueUrl };
  std::string_view type;
  std::string_view nameProperty; ///< empty: it has none
  std::string_view arn;          ///< after `arn:aws:`; see Template::arn
  Ref reference = Ref::Name;     ///< what `Ref` of it gives
};

/// That of a type by its name, or null.
const ResourceType *resourceType(std::string_view type);

/// What `Fn::GetAtt` gives of a resource of this type, with spaces between; empty when that is not
/// known.
std::string_view attributesOf(std::string_view type);

} // namespace aslc::project
