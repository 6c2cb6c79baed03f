// A request on a socket of its own, without an event loop.
#include "runtime/http/line_stream.h"

#include "runtime/http/tls.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <utility>

namespace asl::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;

template <typename Stream> class Lines final : public LineStream {
public:
  Lines(std::unique_ptr<asio::io_context> context, std::unique_ptr<Stream> stream)
      : context_(std::move(context)), stream_(std::move(stream)) {
    parser_.body_limit(boost::none);
  }

  Expected<void> ask(const beast::http::request<beast::http::empty_body> &request) {
    error_code error;
    beast::http::write(*stream_, request, error);
    if (!error)
      beast::http::read_header(*stream_, buffer_, parser_, error);
    if (error)
      return Failure{error.message()};
    return {};
  }
  unsigned status() const override { return parser_.get().result_int(); }

  Expected<std::optional<std::string>> next() override {
    std::string &body = parser_.get().body();
    while (true) {
      if (size_t end = body.find('\n'); end != body.npos) {
        std::string line = body.substr(0, end);
        body.erase(0, end + 1);
        if (line.ends_with('\r'))
          line.pop_back();
        return std::optional(std::move(line));
      }
      if (parser_.is_done())
        return rest();
      error_code error;
      beast::http::read_some(*stream_, buffer_, parser_, error);
      // Servers end their answers in several ways.
      if (error == asio::error::eof || error == beast::http::error::end_of_stream ||
          error == asio::ssl::error::stream_truncated)
        return rest();
      if (error)
        return Failure{error.message()};
    }
  }

private:
  /// What comes after the last line break.
  std::optional<std::string> rest() {
    std::string line = std::exchange(parser_.get().body(), {});
    return line.empty() ? std::nullopt : std::optional(std::move(line));
  }

  std::unique_ptr<asio::io_context> context_;
  std::unique_ptr<Stream> stream_;
  beast::flat_buffer buffer_;
  beast::http::response_parser<beast::http::string_body> parser_;
};

template <typename Stream>
Expected<std::unique_ptr<LineStream>>
ask(std::unique_ptr<asio::io_context> context, std::unique_ptr<Stream> stream,
    const beast::http::request<beast::http::empty_body> &request) {
  auto lines = std::make_unique<Lines<Stream>>(std::move(context), std::move(stream));
  if (Expected<void> asked = lines->ask(request); !asked)
    return asked.failure();
  return std::unique_ptr<LineStream>(std::move(lines));
}

} // namespace

Expected<std::unique_ptr<LineStream>>
LineStream::open(const Url &url, const std::vector<std::pair<std::string, std::string>> &headers,
                 const std::string &caFile) {
  beast::http::request<beast::http::empty_body> request(beast::http::verb::get, url.target, 11);
  request.set(beast::http::field::host, url.authority());
  for (const auto &[name, value] : headers)
    request.set(name, value);
  auto context = std::make_unique<asio::io_context>();
  error_code error;
  auto addresses = tcp::resolver(*context).resolve(url.host, std::to_string(url.port), error);
  tcp::socket socket(*context);
  if (!error)
    asio::connect(socket, addresses, error);
  if (error)
    return Failure{"cannot connect to " + url.authority() + ": " + error.message()};
  if (!url.secure)
    return ask(std::move(context), std::make_unique<tcp::socket>(std::move(socket)), request);

  std::string problem;
  SSL_CTX *made = tls::makeContext(caFile, problem);
  if (made == nullptr)
    return Failure{problem};
  asio::ssl::context trust(made);
  auto stream = std::make_unique<asio::ssl::stream<tcp::socket>>(std::move(socket), trust);
  if (!tls::expectHost(stream->native_handle(), url.host))
    return Failure{"there is no memory for a connection"};
  (void)stream->handshake(asio::ssl::stream_base::client, error);
  if (error)
    return Failure{
        tls::explainHandshake(stream->native_handle(), static_cast<unsigned long>(error.value()))};
  return ask(std::move(context), std::move(stream), request);
}

} // namespace asl::http
