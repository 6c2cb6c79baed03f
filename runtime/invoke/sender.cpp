#include "runtime/invoke/sender.h"

#include <utility>

namespace asl::invoke {

/// A request in progress.
struct Sender::Flight {
  uint64_t id = 0;
  http::Request request;
  http::Url url;
  const Connection *connection = nullptr;
  std::string token;        ///< the header that was sent
  bool isTokenLast = false; ///< no other token is tried after it
  // Of the sender's mutex:
  std::function<void(Sent)> ended;
  std::shared_ptr<http::Exchange> exchange;
  bool isOver = false, hasEntered = false;
};

uint64_t Sender::send(http::Request request, http::Url url, const Connection *connection,
                      std::function<void(Sent)> ended) {
  auto flight = std::make_shared<Flight>();
  flight->request = std::move(request);
  flight->url = std::move(url);
  flight->connection = connection;
  flight->ended = std::move(ended);
  uint64_t id;
  {
    std::lock_guard hold(mutex_);
    id = flight->id = ++lastId_;
    flights_.emplace(id, flight);
  }
  gate_.enter([self = shared_from_this(), flight] { self->begin(flight); });
  return id;
}

void Sender::begin(const std::shared_ptr<Flight> &flight) {
  bool isOver;
  {
    std::lock_guard hold(mutex_);
    isOver = flight->isOver;
    flight->hasEntered = !isOver;
  }
  if (isOver)
    gate_.leave();
  else
    authorize(flight);
}

void Sender::authorize(const std::shared_ptr<Flight> &flight) {
  if (!flight->connection || !flight->connection->oauth)
    return transmit(flight);
  tokens_->want(
      *flight->connection, [self = shared_from_this(), flight](const Tokens::Token &token) {
        if (!token.problem.empty()) {
          const std::string &from = flight->connection->oauth->endpoint;
          return self->end(flight, {{},
                                    "no token can be had from " + from.substr(0, from.find('?')) +
                                        ": " + token.problem});
        }
        flight->token = token.header;
        flight->isTokenLast |= token.isFresh;
        setHeader(flight->request, "Authorization", token.header);
        self->transmit(flight);
      });
}

void Sender::transmit(const std::shared_ptr<Flight> &flight) {
  std::lock_guard hold(mutex_);
  if (!flight->isOver)
    flight->exchange = http::Exchange::start(
        flight->request, flight->url, [self = shared_from_this(), flight](http::Outcome outcome) {
          self->answered(flight, std::move(outcome));
        });
}

void Sender::answered(const std::shared_ptr<Flight> &flight, http::Outcome outcome) {
  bool isRefused = outcome.problem.empty() && outcome.response.status == 401;
  if (isRefused && !flight->token.empty()) {
    tokens_->refuse(*flight->connection, flight->token);
    // A token may end before its time.
    if (!std::exchange(flight->isTokenLast, true))
      return authorize(flight);
  }
  end(flight, {std::move(outcome), {}});
}

void Sender::end(const std::shared_ptr<Flight> &flight, Sent sent) {
  std::function<void(Sent)> ended;
  {
    std::lock_guard hold(mutex_);
    if (std::exchange(flight->isOver, true))
      return;
    flights_.erase(flight->id);
    flight->exchange.reset();
    ended = std::move(flight->ended);
  }
  ended(std::move(sent));
  gate_.leave();
}

void Sender::cancel(uint64_t id) {
  std::shared_ptr<Flight> flight;
  std::shared_ptr<http::Exchange> exchange;
  bool hasEntered;
  {
    std::lock_guard hold(mutex_);
    auto found = flights_.find(id);
    if (found == flights_.end())
      return;
    flight = found->second;
    flights_.erase(found);
    flight->isOver = true;
    flight->ended = nullptr;
    exchange = std::move(flight->exchange);
    hasEntered = flight->hasEntered;
  }
  if (exchange)
    exchange->abandon();
  if (hasEntered)
    gate_.leave();
}

} // namespace asl::invoke
