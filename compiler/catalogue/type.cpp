// Types of requests and responses, and where an operation is found.
#include "compiler/catalogue/catalogue.h"

namespace aslc::catalogue {

Type::Kind Type::kind() const { return Kind::Any; }
size_t Type::valueCount() const { return 0; }
std::string_view Type::value(size_t) const { return {}; }
Type Type::element() const { return Type(); }
size_t Type::memberCount() const { return 0; }
Member Type::member(size_t) const { return {}; }
std::optional<Member> Type::find(std::string_view) const { return std::nullopt; }

size_t Operation::errorCount() const { return errors; }
std::string_view Operation::error(size_t) const { return {}; }

Type Integration::result() const { return operation ? operation->response : Type(); }

Integration integrationOf(std::string_view) { return {}; }

std::string_view date() { return "2026-11-28"; }

} // namespace aslc::catalogue
