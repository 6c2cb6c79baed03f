// The states of a connection. Bytes are parsed by Boost.Beast. A connection that waits for a
// request owns neither a parser nor a buffer, and no timer: the server looks at all deadlines now
// and then.
#include "runtime/http/connection.h"

#include "runtime/http/response_text.h"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <poll.h>
#include <sys/socket.h>

namespace asl::http::server {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using End = Transfer::End;

namespace {

constexpr size_t kReadBytes = 64 * 1024;
/// Requests that a client sends without waiting are served in turn with those of other clients.
constexpr int kStepsInTurn = 128;
/// How long, and for how many bytes, a client may go on sending what nobody reads, so that it gets
/// to see the response.
constexpr std::chrono::milliseconds kLinger{5'000};
constexpr std::chrono::milliseconds kLingerAtTheEnd{200}; ///< of the server
constexpr size_t kMostDiscarded = 256 * 1024 * 1024;

int64_t nowMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

Fault faultOf(const error_code &error) {
  using beast::http::error;
  if (error == error::header_limit || error == error::buffer_overflow)
    return Fault::HeadTooLarge;
  if (error == error::body_limit)
    return Fault::BodyTooLarge;
  return Fault::BadRequest;
}

/// RFC 9112, 3.2: of several hosts, whoever forwarded the request may have gone by another one;
/// only HTTP/1.0 knows requests without a host.
template <typename Message> bool saysOneHost(const Message &request) {
  size_t hosts = request.count(beast::http::field::host);
  return hosts == 1 || (hosts == 0 && request.version() < 11);
}

/// Takes scheme and host off a target, as clients of proxies send it. RFC 9112, 3.2.2: its host is
/// what counts.
void makeRelative(Request &request) {
  size_t scheme = request.target.find_first_of(":/?");
  if (scheme == std::string::npos || request.target.compare(scheme, 3, "://") != 0)
    return;
  size_t host = scheme + 3, path = request.target.find_first_of("/?", host);
  std::string name = request.target.substr(host, path - host);
  request.target = path == std::string::npos ? "" : request.target.substr(path);
  if (!request.target.starts_with('/'))
    request.target.insert(0, "/");
  std::erase_if(request.headers,
                [](const Header &header) { return beast::iequals(header.name, "host"); });
  request.headers.push_back({"Host", std::move(name)});
}

} // namespace

struct Connection::Parsing {
  beast::http::request_parser<beast::http::string_body> parser;
  bool headIsDone = false;
};

Connection::Connection(std::shared_ptr<Shared> shared, Socket socket,
                       std::unique_ptr<Stream> stream, std::string peer)
    : shared_(std::move(shared)), socket_(std::move(socket)), stream_(std::move(stream)),
      peer_(std::move(peer)), isShakingHands_(!stream_->isEstablished()) {
  setDeadline(isShakingHands_ ? shared_->options.handshakeTimeout : shared_->options.idleTimeout);
}

Connection::~Connection() = default;

// The server's side

template <typename Function> void Connection::onStrand(Function function) {
  // What is queued then would keep itself alive: the queue is held by those that it holds.
  if (shared_->isOver)
    return;
  asio::dispatch(socket_.get_executor(),
                 [self = shared_from_this(), function = std::move(function)]() mutable {
                   if (self->state_ != State::Closed)
                     function(*self);
                 });
}

void Connection::start() {
  onStrand([](Connection &self) { self.pump(); });
}

void Connection::checkDeadline() {
  int64_t now = nowMs();
  if (now >= deadline_)
    onStrand([](Connection &self) { self.expire(); });
  else if (isHandling_ && isConnected_)
    onStrand([](Connection &self) {
      self.checkPeer();
      if (!self.isConnected_ && self.state_ == State::Streaming)
        self.close();
    });
}

void Connection::stop() {
  onStrand([](Connection &self) {
    self.closeAfter_ = true;
    if (self.state_ == State::Reading && !self.parsing_ && self.in_.empty())
      self.close();
    else if (self.isStream_)
      self.endStream();
    else if (self.state_ == State::Lingering)
      self.setDeadline(std::min(kLingerAtTheEnd, self.untilDeadline()));
  });
}

void Connection::abort() {
  onStrand([](Connection &self) { self.close(); });
}

void Connection::deliver(Response response) {
  onStrand([response = std::move(response)](Connection &self) mutable {
    if (self.state_ != State::Handling)
      return;
    self.begin(std::move(response));
    self.pump();
  });
}

size_t Connection::append(std::string bytes) {
  size_t untaken = untaken_ += bytes.size();
  if (bytes.empty())
    return untaken;
  onStrand([bytes = std::move(bytes)](Connection &self) {
    if (!self.isStream_)
      return;
    if (self.state_ == State::Streaming) {
      self.state_ = State::Writing;
      self.setDeadline(self.shared_->options.writeTimeout);
    }
    self.out_.erase(0, self.sent_);
    self.sent_ = 0;
    self.out_ += bytes;
    self.pump();
  });
  return untaken;
}

void Connection::finishStream() {
  onStrand([](Connection &self) { self.endStream(); });
}

/// What was given is written still.
void Connection::endStream() {
  isStream_ = false;
  if (state_ != State::Streaming)
    return;
  state_ = State::Writing;
  setDeadline(shared_->options.writeTimeout);
  pump();
}

void Connection::fail(Fault fault) { deliver(shared_->refusal(fault)); }

/// Sees whether the client of a request in progress has left: it has closed its side.
void Connection::checkPeer() {
  pollfd seen{socket_.native_handle(), POLLRDHUP, 0};
  if (::poll(&seen, 1, 0) > 0 && (seen.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0) {
    isConnected_ = false;
    closeAfter_ = true;
  }
}

void Connection::setDeadline(std::chrono::milliseconds from) { deadline_ = nowMs() + from.count(); }

std::chrono::milliseconds Connection::untilDeadline() const {
  return std::chrono::milliseconds(deadline_ - nowMs());
}

void Connection::expire() {
  if (nowMs() < deadline_ || state_ == State::Handling || state_ == State::Streaming)
    return;
  bool hasBegun = parsing_ || !in_.empty();
  if (state_ != State::Reading || !hasBegun) {
    close();
    return;
  }
  refuse(Fault::TooSlow);
  // The wait for the rest of the request ends, and finds the response.
  error_code ignored;
  (void)socket_.cancel(ignored);
}

void Connection::close() {
  if (state_ == State::Closed)
    return;
  state_ = State::Closed;
  isConnected_ = false;
  isHandling_ = false;
  stream_->finish();
  error_code ignored;
  (void)socket_.close(ignored);
  parsing_.reset();
  std::lock_guard hold(shared_->lock);
  shared_->connections.erase(shared_from_this());
  if (shared_->connections.empty())
    shared_->empty.notify_all();
}

// Steps

void Connection::pump() {
  if (isPumping_)
    return;
  isPumping_ = true;
  // A step may close the connection, and with it the last reference to this.
  auto self = shared_from_this();
  int steps = 0;
  bool goesOn = true;
  while (goesOn && !isWaiting_ && steps < kStepsInTurn) {
    ++steps;
    switch (state_) {
    case State::Reading:
      goesOn = read();
      break;
    case State::Writing:
      goesOn = write();
      break;
    case State::Lingering:
      goesOn = linger();
      break;
    case State::Handling:
    case State::Streaming:
    case State::Closed:
      goesOn = false;
      break;
    }
  }
  isPumping_ = false;
  if (goesOn && !isWaiting_)
    asio::post(socket_.get_executor(), [self] { self->pump(); });
}

void Connection::wait(Socket::wait_type what) {
  isWaiting_ = true;
  socket_.async_wait(what, [self = shared_from_this()](const error_code &) {
    // What has happened is seen by the next step.
    self->isWaiting_ = false;
    self->pump();
  });
}

/// Goes on when the stream can, after a transfer that ended with `end`; closes where it cannot.
void Connection::waitFor(End end) {
  switch (end) {
  case End::Done:
    break;
  case End::WaitRead:
    return wait(Socket::wait_read);
  case End::WaitWrite:
    return wait(Socket::wait_write);
  case End::Closed:
  case End::Failed:
    return close();
  }
}

bool Connection::read() {
  if (std::exchange(isAhead_, false) && parse())
    return true;
  if (in_.empty() && !parsing_) {
    in_.shrink_to_fit();
    if (closeAfter_) {
      close();
      return false;
    }
  }
  thread_local char bytes[kReadBytes];
  Transfer got = stream_->read(bytes, kReadBytes);
  if (isShakingHands_ && stream_->isEstablished()) {
    isShakingHands_ = false;
    setDeadline(shared_->options.idleTimeout);
  }
  if (got.end != End::Done) {
    waitFor(got.end);
    return false;
  }
  if (!parsing_ && in_.empty())
    setDeadline(shared_->options.headTimeout);
  in_.append(bytes, got.bytes);
  if (parse() || got.bytes == kReadBytes || stream_->hasBuffered())
    return true;
  wait(Socket::wait_read);
  return false;
}

/// Parses what has arrived. True: the state has changed, because a request is complete or wrong.
bool Connection::parse() {
  if (!parsing_) {
    parsing_ = std::make_unique<Parsing>();
    parsing_->parser.header_limit(static_cast<uint32_t>(shared_->options.mostHeadBytes));
    parsing_->parser.body_limit(shared_->options.mostBodyBytes);
    parsing_->parser.eager(true);
  }
  auto &parser = parsing_->parser;
  error_code error;
  size_t taken = 0;
  while (taken < in_.size() && !parser.is_done() && !error)
    taken += parser.put(asio::const_buffer(in_.data() + taken, in_.size() - taken), error);
  in_.erase(0, taken);
  if (error && error != beast::http::error::need_more) {
    refuse(faultOf(error));
    return true;
  }
  if (parser.is_done()) {
    if (!saysOneHost(parser.get()))
      refuse(Fault::BadRequest);
    else
      handle();
    return true;
  }
  if (parser.is_header_done() && !parsing_->headIsDone) {
    parsing_->headIsDone = true;
    setDeadline(shared_->options.bodyTimeout);
    sayContinue();
  }
  return false;
}

/// Tells a client which asks before it sends its body that it may.
void Connection::sayContinue() {
  auto expected = parsing_->parser.get().find(beast::http::field::expect);
  if (expected == parsing_->parser.get().end() ||
      !beast::iequals(expected->value(), "100-continue"))
    return;
  constexpr std::string_view kLine = "HTTP/1.1 100 Continue\r\n\r\n";
  // Nothing else is in the way of these few bytes. A client that misses them sends its body later.
  (void)stream_->write(kLine.data(), kLine.size());
}

void Connection::handle() {
  auto message = parsing_->parser.release();
  closeAfter_ = closeAfter_ || !message.keep_alive() || shared_->isStopping;
  parsing_.reset();
  isOld_ = message.version() < 11;
  isHead_ = message.method() == beast::http::verb::head;
  Request request;
  request.method = message.method_string();
  request.target = message.target();
  for (const auto &field : message)
    request.headers.push_back({std::string(field.name_string()), std::string(field.value())});
  makeRelative(request);
  request.body = std::move(message.body());
  request.peer = peer_;
  request.isSecure = shared_->tls != nullptr;

  state_ = State::Handling;
  deadline_ = INT64_MAX;
  isHandling_ = true;
  try {
    shared_->handler(std::move(request), Responder(shared_from_this()));
  } catch (...) {
    // The responder has told the client.
  }
}

void Connection::refuse(Fault fault) {
  closeAfter_ = true;
  isHead_ = isOld_ = false;
  parsing_.reset();
  in_.clear();
  begin(shared_->refusal(fault));
}

void Connection::begin(Response response) {
  bool closes = closeAfter_ || shared_->isStopping || response.isStream;
  isStream_ = response.isStream && !isHead_ && !shared_->isStopping;
  closeAfter_ = closes;
  out_ = responseText(response, {.isHead = isHead_, .isOld = isOld_, .closes = closes});
  sent_ = 0;
  isHandling_ = false;
  state_ = State::Writing;
  setDeadline(shared_->options.writeTimeout);
}

bool Connection::write() {
  while (sent_ < out_.size()) {
    Transfer put = stream_->write(out_.data() + sent_, out_.size() - sent_);
    if (put.end != End::Done) {
      waitFor(put.end);
      return false;
    }
    sent_ += put.bytes;
    untaken_ -= std::min(put.bytes, untaken_.load());
    setDeadline(shared_->options.writeTimeout);
  }
  std::string().swap(out_); // with its memory
  sent_ = 0;
  if (isStream_) {
    if (!isConnected_) {
      close();
      return false;
    }
    state_ = State::Streaming;
    deadline_ = INT64_MAX;
    isHandling_ = true;
    return false;
  }
  if (!closeAfter_) {
    state_ = State::Reading;
    isAhead_ = !in_.empty();
    setDeadline(in_.empty() ? shared_->options.idleTimeout : shared_->options.headTimeout);
    return true;
  }
  stream_->finish();
  ::shutdown(socket_.native_handle(), SHUT_WR);
  state_ = State::Lingering;
  setDeadline(shared_->isStopping ? kLingerAtTheEnd : kLinger);
  return true;
}

/// Reads and forgets, so that the system does not take the response back with a reset.
bool Connection::linger() {
  thread_local char bytes[kReadBytes];
  pollfd seen{socket_.native_handle(), POLLIN, 0};
  if (::poll(&seen, 1, 0) == 0) {
    wait(Socket::wait_read);
    return false;
  }
  ssize_t count = ::recv(socket_.native_handle(), bytes, kReadBytes, MSG_DONTWAIT);
  discarded_ += count > 0 ? static_cast<size_t>(count) : 0;
  if (count > 0 && discarded_ < kMostDiscarded)
    return true;
  close();
  return false;
}

} // namespace asl::http::server
