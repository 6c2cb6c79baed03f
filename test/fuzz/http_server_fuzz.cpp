// The server and any bytes of a client: it answers with HTTP or closes, and goes on.
#include "runtime/http/server.h"

#include <arpa/inet.h>
#include <cstdlib>
#include <netinet/in.h>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

using namespace asl::http::server;

namespace {

std::unique_ptr<Server> start() {
  Options options;
  options.listen = {{"127.0.0.1", 0}};
  options.mostBodyBytes = 4096;
  options.mostHeadBytes = 2048;
  auto server = Server::start(std::move(options), [](Request request, const Responder &responder) {
    if (request.body.size() > 4096 || request.method.empty())
      std::abort();
    responder.respond({200, {{"X-Target", request.target}}, request.body});
  });
  if (!server)
    std::abort();
  return std::move(*server);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static std::unique_ptr<Server> server = start();
  int client = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(server->endpoints()[0].port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  // Ends with a reset, so that no ports are used up.
  linger reset{1, 0};
  ::setsockopt(client, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  if (::connect(client, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
    std::abort();
  // The first byte says where the bytes are parted: they arrive as two packets.
  size_t part = size == 0 ? 0 : std::min<size_t>(data[0], size);
  ::send(client, data, part, MSG_NOSIGNAL);
  ::send(client, data + part, size - part, MSG_NOSIGNAL);
  ::shutdown(client, SHUT_WR);
  std::string answer;
  char bytes[16384];
  while (ssize_t count = ::recv(client, bytes, sizeof bytes, 0)) {
    if (count < 0)
      break;
    answer.append(bytes, static_cast<size_t>(count));
  }
  ::close(client);
  if (!answer.empty() && !answer.starts_with("HTTP/1."))
    std::abort();
  return 0;
}
