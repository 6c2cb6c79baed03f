// The words of statuses, which Boost.Beast knows.
#include "runtime/http/status_text.h"

#include <ostream> // which the next header needs

#include <boost/beast/http/status.hpp>

namespace asl::http {

std::string_view statusText(unsigned status) {
  namespace beast = boost::beast::http;
  beast::status known = beast::int_to_status(status);
  if (known == beast::status::unknown)
    return {};
  auto text = beast::obsolete_reason(known);
  return {text.data(), text.size()};
}

} // namespace asl::http
