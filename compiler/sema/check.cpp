// The checks of a whole machine, one after the other.
#include "compiler/sema/check.h"

namespace aslc::sema {

void check(const ast::Machine &, const Options &, diag::Engine &) {}

} // namespace aslc::sema
