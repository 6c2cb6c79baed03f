// One connection of the server: reads requests one after the other and writes their responses.
#pragma once

#include "runtime/http/server.h"
#include "runtime/http/stream.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/strand.hpp>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_set>

namespace asl::http::server {

/// What the connections of a server share. It lives as long as anything that may still use it, such
/// as a responder.
struct Shared {
  Options options;
  Handler handler;
  TlsContext tls;
  std::atomic<bool> isStopping{false};
  std::atomic<bool> isOver{false}; ///< no thread runs `context` any more
  boost::asio::io_context context;

  std::mutex lock; ///< of the following
  std::unordered_set<std::shared_ptr<Connection>> connections;
  std::condition_variable empty;

  /// The response to a fault.
  Response refusal(Fault fault) const;
};

/// All members without another note are called on the connection's strand.
class Connection : public std::enable_shared_from_this<Connection> {
public:
  using Socket =
      boost::asio::basic_stream_socket<boost::asio::ip::tcp,
                                       boost::asio::strand<boost::asio::io_context::executor_type>>;

  /// Takes a socket whose executor is a strand of its own.
  Connection(std::shared_ptr<Shared> shared, Socket socket, std::unique_ptr<Stream> stream,
             std::string peer);
  ~Connection();

  /// Any thread.
  void start();
  /// Looks for passed deadlines and clients that have left. Called a few times a second, any
  /// thread.
  void checkDeadline();
  /// Ends after the request in progress, at once when there is none. Any thread.
  void stop();
  /// Ends at once. Any thread.
  void abort();
  /// Takes the response of the request in progress. Any thread.
  void deliver(Response response);
  /// Takes a fault instead of it. Any thread.
  void fail(Fault fault);
  /// Adds bytes to the body of a stream, and returns how many are not written yet. Any thread.
  size_t append(std::string bytes);
  /// Ends the stream after its last byte. Any thread.
  void finishStream();
  /// Any thread.
  bool isConnected() const { return isConnected_; }

private:
  /// What is done next.
  enum class State : uint8_t { Reading, Handling, Writing, Streaming, Lingering, Closed };
  struct Parsing;

  // Each does a step of its state. False: it waits, or there is nothing to do.
  bool read();
  bool write();
  bool linger();
  void pump();

  bool parse();
  void sayContinue();
  void handle();
  void refuse(Fault fault);
  void begin(Response response);
  void wait(Socket::wait_type what);
  void waitFor(Transfer::End end);
  void setDeadline(std::chrono::milliseconds from);
  std::chrono::milliseconds untilDeadline() const;
  void expire();
  void checkPeer();
  void close();
  void endStream();
  template <typename Function> void onStrand(Function function);

  std::shared_ptr<Shared> shared_;
  Socket socket_;
  std::unique_ptr<Stream> stream_;
  std::unique_ptr<Parsing> parsing_; ///< only while a request arrives
  std::string peer_;
  std::string in_;  ///< bytes that have arrived and are not parsed
  std::string out_; ///< the response
  size_t sent_ = 0; ///< bytes of `out_`
  size_t discarded_ = 0;
  State state_ = State::Reading;
  bool isShakingHands_;
  bool isPumping_ = false, isWaiting_ = false;
  bool isAhead_ = false; ///< `in_` has the begin of a request that came with the one before
  bool isHead_ = false, isOld_ = false; ///< the request in progress: HEAD, HTTP/1.0
  bool closeAfter_ = false;
  bool isStream_ = false;          ///< more of the response may come
  std::atomic<size_t> untaken_{0}; ///< bytes of a stream that are not written
  std::atomic<bool> isConnected_{true}, isHandling_{false};
  std::atomic<int64_t> deadline_; ///< in milliseconds of the steady clock
};

} // namespace asl::http::server
