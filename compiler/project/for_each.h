// `Fn::ForEach`: the resources that it makes among those of a template, and texts in its body.
#pragma once

#include "compiler/project/given.h"
#include "compiler/project/text.h"

namespace aslc::project {

/// The template with the resources that its loops make; `tree` itself when it has no loops. What a
/// loop makes has the places of its body. A loop whose list is not known makes nothing.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html
std::shared_ptr<const source::Tree> withLoops(std::shared_ptr<const source::Tree> tree,
                                              const Given &given);

/// A text in the body of a loop. Of `values`, `${Name}` stands for the value of that name and
/// `&{Name}` for its letters and digits; the rest keeps its places.
Decoded inLoop(Decoded text, const Texts &values);
std::string inLoop(const std::string &text, const Texts &values);

} // namespace aslc::project
