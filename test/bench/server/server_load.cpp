// Calls one operation of a server again and again, over connections that stay open, and measures.
//
//   server_load HOST:PORT OPERATION BODY_FILE CONNECTIONS REQUESTS
//
// Each connection sends its next request when it has its answer. Prints one JSON object: calls per
// second, percentiles of the time of a call in ms, answers that are no 200.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const std::string &why) {
  std::fprintf(stderr, "server_load: %s\n", why.c_str());
  std::exit(2);
}

struct Connection {
  int socket = -1;
  std::string received;
  Clock::time_point sentAt;
};

/// The length of the whole answer in `text`; 0: it is not all there.
size_t answerLength(const std::string &text) {
  size_t head = text.find("\r\n\r\n");
  if (head == std::string::npos)
    return 0;
  size_t at = text.find("Content-Length: ");
  if (at == std::string::npos || at > head)
    fail("an answer has no length: " + text.substr(0, head));
  size_t length = head + 4 + std::strtoull(text.c_str() + at + 16, nullptr, 10);
  return text.size() >= length ? length : 0;
}

class Load {
public:
  Load(sockaddr_in address, std::string request, size_t connections, size_t requests)
      : address_(address), request_(std::move(request)), connections_(connections),
        left_(requests) {
    times_.reserve(requests);
  }

  void run() {
    for (Connection &each : connections_)
      open(each);
    begin_ = Clock::now();
    for (Connection &each : connections_)
      send(each);
    while (waiting_ > 0) {
      epoll_event events[256];
      int count = epoll_wait(epoll_, events, 256, 60'000);
      if (count <= 0)
        fail("no answer for a minute");
      for (int i = 0; i < count; ++i)
        receive(*static_cast<Connection *>(events[i].data.ptr));
    }
  }

  void print() {
    double seconds = std::chrono::duration<double>(Clock::now() - begin_).count();
    std::sort(times_.begin(), times_.end());
    auto at = [&](double part) {
      return times_[std::min(times_.size() - 1, static_cast<size_t>(part * size()))];
    };
    std::printf(
        "{\"calls\": %zu, \"perSecond\": %.0f, \"p50\": %.2f, \"p99\": %.2f, \"max\": %.2f, "
        "\"refused\": %zu}\n",
        times_.size(), size() / seconds, at(0.5), at(0.99), times_.back(), refused_);
  }

private:
  double size() const { return static_cast<double>(times_.size()); }
  void open(Connection &connection) {
    connection.socket = ::socket(AF_INET, SOCK_STREAM, 0);
    if (::connect(connection.socket, reinterpret_cast<sockaddr *>(&address_), sizeof address_) != 0)
      fail(std::string("cannot connect: ") + std::strerror(errno));
    int one = 1;
    ::setsockopt(connection.socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    epoll_event event{EPOLLIN, {.ptr = &connection}};
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.socket, &event);
  }

  void send(Connection &connection) {
    if (left_ == 0)
      return;
    --left_;
    ++waiting_;
    connection.sentAt = Clock::now();
    for (size_t sent = 0; sent < request_.size();) {
      ssize_t count = ::send(connection.socket, request_.data() + sent, request_.size() - sent, 0);
      if (count <= 0)
        fail("the server has closed a connection");
      sent += static_cast<size_t>(count);
    }
  }

  void receive(Connection &connection) {
    char bytes[65536];
    ssize_t count = ::recv(connection.socket, bytes, sizeof bytes, 0);
    if (count <= 0)
      fail("the server has closed a connection");
    connection.received.append(bytes, static_cast<size_t>(count));
    size_t length = answerLength(connection.received);
    if (length == 0)
      return;
    if (!connection.received.starts_with("HTTP/1.1 200")) {
      if (refused_++ == 0)
        std::fprintf(stderr, "refused: %s\n", connection.received.c_str());
    }
    connection.received.erase(0, length);
    times_.push_back(
        std::chrono::duration<double, std::milli>(Clock::now() - connection.sentAt).count());
    --waiting_;
    send(connection);
  }

  sockaddr_in address_;
  const std::string request_;
  std::vector<Connection> connections_;
  size_t left_, waiting_ = 0, refused_ = 0;
  int epoll_ = ::epoll_create1(0);
  std::vector<double> times_;
  Clock::time_point begin_;
};

} // namespace

int main(int count, char **arguments) {
  if (count != 6)
    fail("usage: server_load HOST:PORT OPERATION BODY_FILE CONNECTIONS REQUESTS");
  std::string host = arguments[1];
  size_t colon = host.rfind(':');
  sockaddr_in address{};
  address.sin_family = AF_INET;
  if (colon == std::string::npos ||
      ::inet_pton(AF_INET, host.substr(0, colon).c_str(), &address.sin_addr) != 1)
    fail("`" + host + "` is not an IPv4 address and a port");
  address.sin_port = htons(static_cast<uint16_t>(std::atoi(host.c_str() + colon + 1)));
  std::ifstream file(arguments[3]);
  if (!file)
    fail(std::string("cannot read ") + arguments[3]);
  std::string body{std::istreambuf_iterator<char>(file), {}};
  std::string request = "POST / HTTP/1.1\r\nHost: " + host + "\r\nX-Amz-Target: AWSStepFunctions." +
                        arguments[2] +
                        "\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: " +
                        std::to_string(body.size()) + "\r\n\r\n" + body;
  Load load(address, std::move(request), std::strtoull(arguments[4], nullptr, 10),
            std::strtoull(arguments[5], nullptr, 10));
  load.run();
  load.print();
}
