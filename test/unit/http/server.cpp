// A server with one thread that serves one connection after the other.
#include "server.h"

#include <gtest/gtest.h>

#include <chrono>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace asl::test {

Server::Server(std::string answer) : answer_(std::move(answer)) {
  listener_ = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr *>(&address), sizeof address), 0);
  socklen_t length = sizeof address;
  getsockname(listener_, reinterpret_cast<sockaddr *>(&address), &length);
  port_ = ntohs(address.sin_port);
  listen(listener_, 64);
  thread_ = std::thread([this] { run(); });
}

Server::~Server() { stop(); }

void Server::stop() {
  if (stopping_.exchange(true))
    return;
  shutdown(listener_, SHUT_RDWR);
  thread_.join();
  close(listener_);
  for (int socket : open_)
    close(socket);
}

std::string Server::url(const std::string &path, const std::string &host) const {
  return scheme() + "://" + host + ":" + std::to_string(port_) + path;
}

void Server::run() {
  for (;;) {
    int connection = accept(listener_, nullptr, nullptr);
    if (stopping_)
      return;
    if (connection < 0) { // no descriptor is free at the moment: try again
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      continue;
    }
    if (answer_.empty()) {
      open_.push_back(connection);
      continue;
    }
    serve(connection);
    close(connection);
  }
}

void Server::serve(int connection) {
  char buffer[4096];
  ssize_t count = read(connection, buffer, sizeof buffer);
  request_ = std::string(buffer, count > 0 ? static_cast<size_t>(count) : 0);
  // The client may close the connection before all of it is written.
  static_cast<void>(send(connection, answer_.data(), answer_.size(), MSG_NOSIGNAL));
}

} // namespace asl::test
