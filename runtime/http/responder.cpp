// The way of a response from a handler to its connection.
#include "runtime/http/connection.h"

namespace asl::http::server {

struct Responder::Exchange {
  explicit Exchange(std::shared_ptr<Connection> of) : connection(std::move(of)) {}
  explicit Exchange(std::function<void(const Response &)> to) : take(std::move(to)) {}
  ~Exchange() {
    if (!isAnswered && connection)
      connection->fail(Fault::NoAnswer);
  }
  Exchange(const Exchange &) = delete;
  Exchange &operator=(const Exchange &) = delete;

  std::shared_ptr<Connection> connection; ///< null: the response goes to `take`
  std::function<void(const Response &)> take;
  std::atomic<bool> isAnswered{false};
};

Responder::Responder(std::shared_ptr<Connection> connection)
    : exchange_(std::make_shared<Exchange>(std::move(connection))) {}

Responder::Responder(std::shared_ptr<Exchange> exchange) : exchange_(std::move(exchange)) {}

Responder Responder::of(std::function<void(const Response &)> take) {
  return Responder(std::make_shared<Exchange>(std::move(take)));
}

void Responder::respond(Response response) const {
  if (exchange_->isAnswered.exchange(true))
    return;
  if (exchange_->connection)
    exchange_->connection->deliver(std::move(response));
  else
    exchange_->take(response);
}

size_t Responder::send(std::string bytes) const {
  if (exchange_->connection)
    return exchange_->connection->append(std::move(bytes));
  Response part;
  part.isStream = true;
  part.body = std::move(bytes);
  exchange_->take(part);
  return 0;
}

void Responder::finish() const {
  if (exchange_->connection)
    exchange_->connection->finishStream();
}

bool Responder::isConnected() const {
  return !exchange_->connection || exchange_->connection->isConnected();
}

} // namespace asl::http::server
