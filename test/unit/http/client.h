// A client of tests for what no proper client does.
#pragma once

#include <arpa/inet.h>
#include <chrono>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace asl::http::server {

/// A connection of a test's own, which sends what it is told.
class Client {
public:
  explicit Client(uint16_t port, bool isV6 = false) {
    socket_ = ::socket(isV6 ? AF_INET6 : AF_INET, SOCK_STREAM, 0);
    sockaddr_in6 six{};
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(port);
    six.sin6_addr = in6addr_loopback;
    sockaddr_in four{};
    four.sin_family = AF_INET;
    four.sin_port = htons(port);
    four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto *address = isV6 ? reinterpret_cast<sockaddr *>(&six) : reinterpret_cast<sockaddr *>(&four);
    isOpen_ = ::connect(socket_, address, isV6 ? sizeof six : sizeof four) == 0;
  }
  ~Client() { close(); }
  Client(const Client &) = delete;
  Client &operator=(const Client &) = delete;

  bool isOpen() const { return isOpen_; }
  void close() {
    if (socket_ >= 0)
      ::close(socket_);
    socket_ = -1;
  }
  /// False when the server has closed.
  bool send(std::string_view text) {
    while (!text.empty()) {
      ssize_t count = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (count <= 0)
        return false;
      text.remove_prefix(static_cast<size_t>(count));
    }
    return true;
  }
  /// Waits for a text, for the end, or for 30 seconds; returns all that came.
  std::string receive(std::string_view until = "\r\n\r\n") {
    auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (until.empty() || received_.find(until) == received_.npos) {
      pollfd wait{socket_, POLLIN, 0};
      if (std::chrono::steady_clock::now() > end || ::poll(&wait, 1, 30000) <= 0)
        break;
      char bytes[16384];
      ssize_t count = ::recv(socket_, bytes, sizeof bytes, 0);
      if (count <= 0) {
        isClosed_ = true;
        break;
      }
      received_.append(bytes, static_cast<size_t>(count));
    }
    std::string result;
    result.swap(received_);
    return result;
  }
  std::string exchange(std::string_view text, std::string_view until = "\r\n\r\n") {
    send(text);
    return receive(until);
  }
  bool isClosed() {
    receive("");
    return isClosed_;
  }

private:
  int socket_ = -1;
  bool isOpen_ = false, isClosed_ = false;
  std::string received_;
};

} // namespace asl::http::server
