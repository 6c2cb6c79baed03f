// `Fn::ForEach` among the resources of a template: the resources that it makes.
#pragma once

#include "compiler/project/given.h"
#include "compiler/project/text.h"

namespace aslc::project {

/// The template with the resources that its loops make; `tree` itself when it has no loops. What a
/// loop makes has the places of its body. A loop whose list is not known makes nothing.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html
std::shared_ptr<const source::Tree> withLoops(std::shared_ptr<const source::Tree> tree,
                                              const Given &given);

} // namespace aslc::project
