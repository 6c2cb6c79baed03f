#include "compiler/source/yaml_reader.h"
namespace aslc::source {
void readYaml(Tree &, std::string_view, const Definitions &) {}
} // namespace aslc::source
