// Servers on the loopback interface, for tests of HTTP requests.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace asl::test {

/// Answers every request with the same text; with an empty text, never.
class Server {
public:
  explicit Server(std::string answer);
  virtual ~Server();
  Server(const Server &) = delete;
  Server &operator=(const Server &) = delete;

  std::string url(const std::string &path = "/", const std::string &host = "127.0.0.1") const;
  /// The last request.
  std::string request() const { return request_; }

protected:
  /// For destructors of derived classes: after this no request is served.
  void stop();
  virtual std::string scheme() const { return "http"; }
  /// Reads a request and writes the answer.
  virtual void serve(int connection);

  std::string answer_, request_;

private:
  void run();

  int listener_ = -1;
  uint16_t port_ = 0;
  std::atomic<bool> stopping_{false};
  std::vector<int> open_;
  std::thread thread_;
};

} // namespace asl::test
