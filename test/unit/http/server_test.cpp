// The HTTP server: bytes in, bytes out, clients that are slow, rude or gone.
#include "runtime/http/server.h"

#include "test/unit/http/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <future>
#include <mutex>
#include <optional>
#include <thread>
#include <unistd.h>

namespace asl::http::server {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class HttpServer : public testing::Test {
protected:
  void start(Handler handler, Options options = {}) {
    if (options.listen.empty())
      options.listen = {{"127.0.0.1", 0}};
    auto made = Server::start(std::move(options), std::move(handler));
    ASSERT_TRUE(made) << made.error();
    server_ = std::move(*made);
    port_ = server_->endpoints()[0].port;
  }
  void startEcho(Options options = {}) {
    start(
        [](const Request &request, const Responder &responder) {
          responder.respond({200, {}, request.method + " " + request.target + " " + request.body});
        },
        std::move(options));
  }

  std::unique_ptr<Server> server_;
  uint16_t port_ = 0;
};

constexpr std::string_view kGet = "GET /a?b HTTP/1.1\r\nHost: x\r\n\r\n";

TEST_F(HttpServer, AnswersAndKeepsTheConnection) {
  startEcho();
  Client client(port_);
  for (int i = 0; i < 3; ++i) {
    std::string answer = client.exchange(kGet, "GET /a?b ");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\nDate: "));
    EXPECT_THAT(answer, HasSubstr("Content-Length: 9\r\n"));
    EXPECT_THAT(answer, Not(HasSubstr("Connection")));
  }
  EXPECT_EQ(server_->connections(), 1u);
}

TEST_F(HttpServer, TakesTargetsAsProxiesGetThem) {
  start([](const Request &request, const Responder &responder) {
    responder.respond({200, {}, std::string(request.header("host")) + " " + request.target + "!"});
  });
  const std::pair<std::string, const char *> cases[] = {{"http://a:1/b?c=d://e", "a:1 /b?c=d://e!"},
                                                        {"http://a", "a /!"},
                                                        {"http://a?b", "a /?b!"},
                                                        {"/b?c=http://d", "x /b?c=http://d!"},
                                                        {"b?c=http://d/e", "x b?c=http://d/e!"}};
  for (const auto &[target, seen] : cases) {
    Client client(port_);
    EXPECT_THAT(client.exchange("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n", "!"),
                HasSubstr(seen));
  }
  Client old(port_);
  EXPECT_THAT(old.exchange("GET http://a/b HTTP/1.0\r\n\r\n", "!"), HasSubstr("a /b!"));
}

TEST_F(HttpServer, ListensOnSeveralAddresses) {
  Options options;
  options.listen = {{"127.0.0.1", 0}, {"::1", 0}};
  startEcho(std::move(options));
  ASSERT_EQ(server_->endpoints().size(), 2u);
  EXPECT_NE(server_->endpoints()[1].port, 0);
  Client six(server_->endpoints()[1].port, true);
  if (!six.isOpen())
    GTEST_SKIP() << "there is no IPv6";
  EXPECT_THAT(six.exchange(kGet), StartsWith("HTTP/1.1 200"));
}

TEST_F(HttpServer, SaysWhyItCannotListen) {
  startEcho();
  Options options;
  options.listen = {{"127.0.0.1", port_}};
  auto second = Server::start(std::move(options), [](Request, Responder) {});
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error(), HasSubstr("cannot listen at 127.0.0.1:" + std::to_string(port_)));
}

TEST_F(HttpServer, AnswersPipelinedRequestsInOrder) {
  startEcho();
  Client client(port_);
  std::string requests;
  for (int i = 0; i < 1000; ++i)
    requests += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n";
  std::string answers = client.exchange(requests, "GET /999 ");
  size_t at = 0;
  for (int i = 0; i < 1000; ++i) {
    at = answers.find("GET /" + std::to_string(i) + " ", at);
    ASSERT_NE(at, answers.npos) << i;
  }
}

TEST_F(HttpServer, ReadsBytesAsTheyCome) {
  startEcho();
  Client client(port_);
  std::string request = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                        "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
  for (char c : request)
    client.send({&c, 1});
  EXPECT_THAT(client.receive("abcde"), HasSubstr("POST / abcde"));
}

TEST_F(HttpServer, LargeBodiesBothWays) {
  startEcho();
  Client client(port_);
  std::string body(1'000'000, 'b');
  std::string request = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n" + body;
  std::thread sender([&] { client.send(request); });
  std::string answer = client.receive("POST / " + body);
  sender.join();
  EXPECT_THAT(answer, HasSubstr("Content-Length: 1000007\r\n"));
}

TEST_F(HttpServer, TellsThatABodyIsTooLarge) {
  Options options;
  options.mostBodyBytes = 1000;
  options.refusal = [](Fault fault) {
    EXPECT_EQ(fault, Fault::BodyTooLarge);
    return Response{0, {}, "too large"};
  };
  startEcho(std::move(options));
  Client declared(port_);
  declared.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n");
  // The client may send all of it before it looks at the answer.
  EXPECT_TRUE(declared.send(std::string(5'000'000, 'x')));
  std::string answer = declared.receive("too large");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
  Client chunked(port_);
  chunked.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nFFFFF\r\n");
  chunked.send(std::string(5000, 'x'));
  EXPECT_THAT(chunked.receive("too large"), StartsWith("HTTP/1.1 413 "));
  Client exact(port_);
  EXPECT_THAT(exact.exchange("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n" +
                             std::string(1000, 'x')),
              StartsWith("HTTP/1.1 200"));
}

TEST_F(HttpServer, RefusesWhatIsNotHttp) {
  startEcho();
  for (const char *wrong :
       {"\x16\x03\x01\x02\x01\x01", "GET\r\n\r\n", "GET / HTTP/2.0\r\n\r\n",
        "GET / HTTP/1.1\nHost: x\n\n\n", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET / HTTP/1.1\r\nA B: c\r\n\r\n", "GET / HTTP/1.1\r\n\x01: c\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nhost: y\r\n\r\n", "GET / HTTP/1.1\r\n\r\n"}) {
    Client client(port_);
    EXPECT_THAT(client.exchange(wrong), StartsWith("HTTP/1.1 400 ")) << wrong;
    EXPECT_TRUE(client.isClosed());
  }
  Client large(port_);
  std::string head = "GET / HTTP/1.1\r\n";
  for (int i = 0; i < 4000; ++i)
    head += "Name-" + std::to_string(i) + ": value\r\n";
  EXPECT_THAT(large.exchange(head + "\r\n"), StartsWith("HTTP/1.1 431 "));
}

TEST_F(HttpServer, ContinuesWhenAsked) {
  startEcho();
  Client client(port_);
  EXPECT_THAT(client.exchange("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                              "Content-Length: 2\r\n\r\n"),
              StartsWith("HTTP/1.1 100 Continue\r\n\r\n"));
  EXPECT_THAT(client.exchange("ab", "POST / ab"), StartsWith("HTTP/1.1 200"));
}

TEST_F(HttpServer, ClosesWhenAsked) {
  startEcho();
  Client client(port_);
  EXPECT_THAT(client.exchange("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"),
              HasSubstr("Connection: close"));
  EXPECT_TRUE(client.isClosed());
  Client old(port_);
  EXPECT_THAT(old.exchange("GET / HTTP/1.0\r\n\r\n"), StartsWith("HTTP/1.0 200"));
  EXPECT_TRUE(old.isClosed());
}

TEST_F(HttpServer, HeadHasNoBody) {
  startEcho();
  Client client(port_);
  std::string answer = client.exchange("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("Content-Length: 7\r\n"));
  EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST_F(HttpServer, HeadersCannotBeSplit) {
  start([](const Request &, const Responder &responder) {
    responder.respond({200, {{"X", "a\r\nSet-Cookie: b"}}, ""});
  });
  Client client(port_);
  EXPECT_THAT(client.exchange(kGet), Not(HasSubstr("\nSet-Cookie")));
}

TEST_F(HttpServer, RespondsLaterFromAnyThread) {
  std::thread later;
  start([&](const Request &, Responder responder) {
    later = std::thread([responder = std::move(responder)] {
      std::this_thread::sleep_for(50ms);
      responder.respond({200, {}, "late"});
      responder.respond({200, {}, "twice"});
    });
  });
  Client client(port_);
  EXPECT_THAT(client.exchange(kGet, "late"), HasSubstr("late"));
  later.join();
}

TEST_F(HttpServer, HandlersThatFail) {
  start([](const Request &request, const Responder &) {
    if (request.target == "/throw")
      throw std::runtime_error("x");
  });
  Client client(port_);
  EXPECT_THAT(client.exchange("GET /forget HTTP/1.1\r\nHost: x\r\n\r\n"),
              StartsWith("HTTP/1.1 500"));
  EXPECT_THAT(client.exchange("GET /throw HTTP/1.1\r\nHost: x\r\n\r\n"),
              StartsWith("HTTP/1.1 500"));
}

TEST_F(HttpServer, SeesThatAClientHasLeft) {
  std::mutex lock;
  std::condition_variable changed;
  std::optional<Responder> pending;
  start([&](const Request &, Responder responder) {
    std::lock_guard hold(lock);
    pending = std::move(responder);
    changed.notify_all();
  });
  Client client(port_);
  client.send(kGet);
  std::unique_lock hold(lock);
  ASSERT_TRUE(changed.wait_for(hold, 60s, [&] { return pending.has_value(); }));
  EXPECT_TRUE(pending->isConnected());
  client.close();
  for (int i = 0; i < 3000 && pending->isConnected(); ++i)
    std::this_thread::sleep_for(20ms);
  EXPECT_FALSE(pending->isConnected());
  pending->respond({200, {}, "nobody"});
  pending.reset();
}

TEST_F(HttpServer, SlowAndIdleClients) {
  Options options;
  options.headTimeout = 2s;
  options.bodyTimeout = 2s;
  options.idleTimeout = 2s;
  startEcho(std::move(options));
  Client head(port_);
  head.send("GET / HT");
  Client body(port_);
  body.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab");
  Client idle(port_);
  EXPECT_THAT(head.receive(), StartsWith("HTTP/1.1 408 "));
  EXPECT_THAT(body.receive(), StartsWith("HTTP/1.1 408 "));
  EXPECT_EQ(idle.receive(), "");
  EXPECT_TRUE(idle.isClosed());
}

/// The certificate of a server and its key, in files.
class CertificateFiles {
public:
  CertificateFiles() {
    EVP_PKEY *pair = EVP_EC_gen("P-256");
    X509 *made = X509_new();
    X509_gmtime_adj(X509_getm_notBefore(made), -60);
    X509_gmtime_adj(X509_getm_notAfter(made), 3600);
    X509_set_pubkey(made, pair);
    X509_sign(made, pair, EVP_sha256());
    write(certificate, [&](FILE *file) { PEM_write_X509(file, made); });
    write(key, [&](FILE *file) {
      PEM_write_PrivateKey(file, pair, nullptr, nullptr, 0, nullptr, nullptr);
    });
    X509_free(made);
    EVP_PKEY_free(pair);
  }
  ~CertificateFiles() {
    std::filesystem::remove(certificate);
    std::filesystem::remove(key);
  }
  CertificateFiles(const CertificateFiles &) = delete;
  CertificateFiles &operator=(const CertificateFiles &) = delete;

  const std::string begin_ =
      std::filesystem::temp_directory_path() / ("asl-server-test-" + std::to_string(getpid()));
  const std::string certificate = begin_ + ".pem", key = begin_ + ".key";

private:
  template <typename Write> static void write(const std::string &path, Write content) {
    FILE *file = fopen(path.c_str(), "w");
    ASSERT_NE(file, nullptr);
    content(file);
    fclose(file);
  }
};

TEST_F(HttpServer, ClientsThatNeverEndTheirHandshake) {
  CertificateFiles files;
  Options options;
  options.certificateFile = files.certificate;
  options.keyFile = files.key;
  options.handshakeTimeout = 300ms; // and the others are those of a real server
  startEcho(std::move(options));
  Client silent(port_), halting(port_);
  halting.send(std::string_view("\x16\x03\x01\x02\x00\x01", 6)); // the begin of a ClientHello
  EXPECT_TRUE(silent.isClosed());
  EXPECT_TRUE(halting.isClosed());
}

TEST_F(HttpServer, ClientsThatDoNotRead) {
  Options options;
  options.writeTimeout = 300ms;
  start(
      [](const Request &, const Responder &responder) {
        responder.respond({200, {}, std::string(64'000'000, 'x')});
      },
      std::move(options));
  Client client(port_);
  auto wait = [&](size_t count) {
    for (int i = 0; i < 200 && server_->connections() != count; ++i)
      std::this_thread::sleep_for(50ms);
    return server_->connections() == count;
  };
  EXPECT_TRUE(wait(1));
  client.send(kGet);
  EXPECT_TRUE(wait(0));
}

TEST_F(HttpServer, BoundsConnections) {
  Options options;
  options.mostConnections = 2;
  startEcho(std::move(options));
  Client first(port_), second(port_);
  EXPECT_THAT(first.exchange(kGet), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(second.exchange(kGet), StartsWith("HTTP/1.1 200"));
  Client third(port_);
  EXPECT_THAT(third.receive(), StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(first.exchange(kGet), StartsWith("HTTP/1.1 200"));
}

TEST_F(HttpServer, StopsWithGrace) {
  std::promise<Responder> begun;
  start([&](const Request &, const Responder &responder) { begun.set_value(responder); });
  Client busy(port_), idle(port_);
  busy.send(kGet);
  Responder responder = begun.get_future().get();
  std::thread stopper([&] { server_->stop(30s); });
  EXPECT_TRUE(idle.isClosed()); // now it stops
  responder.respond({200, {}, "done"});
  EXPECT_THAT(busy.receive("done"), HasSubstr("Connection: close"));
  stopper.join();
  EXPECT_EQ(server_->connections(), 0u);
  EXPECT_FALSE(Client(port_).isOpen());
}

TEST_F(HttpServer, RespondersMayOutliveTheServer) {
  std::optional<Responder> kept;
  std::atomic<bool> begun{false};
  start([&](const Request &, Responder responder) {
    kept = std::move(responder);
    begun = true;
  });
  Client client(port_);
  client.send(kGet);
  while (!begun)
    std::this_thread::sleep_for(5ms);
  server_.reset();
  EXPECT_FALSE(kept->isConnected());
  kept->respond({200, {}, "too late"});
  kept.reset();
}

TEST(Endpoint, IsParsed) {
  EXPECT_EQ(parseEndpoint("8083")->text(), "127.0.0.1:8083");
  EXPECT_EQ(parseEndpoint("0.0.0.0:1")->text(), "0.0.0.0:1");
  EXPECT_EQ(parseEndpoint("[::1]:8083")->text(), "[::1]:8083");
  EXPECT_EQ(parseEndpoint("localhost:0")->text(), "localhost:0");
  for (const char *wrong : {"", ":", "a:1", "::1:8083", "1.2.3.4", "127.0.0.1:", "127.0.0.1:65536",
                            "127.0.0.1:-1", "[127.0.0.1]:1", "127.0.0.1:80x"})
    EXPECT_FALSE(parseEndpoint(wrong)) << wrong;
  EXPECT_TRUE(isLoopback("127.8.0.1"));
  EXPECT_TRUE(isLoopback("::1"));
  EXPECT_FALSE(isLoopback("0.0.0.0"));
  EXPECT_FALSE(isLoopback("evil.example"));
}

TEST_F(HttpServer, AStreamGoesOnUntilItIsFinished) {
  std::mutex mutex;
  std::optional<Responder> stream;
  start([&](const Request &, const Responder &responder) {
    Response response{200, {}, "begin "};
    response.isStream = true;
    responder.respond(std::move(response));
    std::lock_guard lock(mutex);
    stream = responder;
  });
  Client client(port_);
  std::string got = client.exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\n", "begin ");
  EXPECT_THAT(got, HasSubstr("Connection: close"));
  EXPECT_THAT(got, Not(HasSubstr("Content-Length")));
  std::lock_guard lock(mutex);
  stream->send("more ");
  EXPECT_EQ(client.receive("more "), "more ");
  stream->send("last");
  stream->finish();
  EXPECT_EQ(client.receive(""), "last");
  EXPECT_TRUE(client.isClosed());
}

TEST_F(HttpServer, AStreamTellsHowMuchIsNotTaken) {
  std::promise<Responder> begun;
  start([&](const Request &, const Responder &responder) {
    Response response;
    response.isStream = true;
    responder.respond(std::move(response));
    begun.set_value(responder);
  });
  Client client(port_);
  client.exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  Responder stream = begun.get_future().get();
  // The client reads nothing: what the system has no room for waits.
  size_t untaken = 0;
  while (untaken < 20'000'000)
    untaken = stream.send(std::string(1'000'000, 'x'));
  client.close();
  auto end = std::chrono::steady_clock::now() + 30s;
  while (stream.isConnected() && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(10ms);
  EXPECT_FALSE(stream.isConnected());
}

TEST_F(HttpServer, EndsStreamsWhenItStops) {
  std::promise<Responder> begun;
  start([&](const Request &, const Responder &responder) {
    Response response;
    response.isStream = true;
    responder.respond(std::move(response));
    begun.set_value(responder);
  });
  Client client(port_);
  client.exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  Responder stream = begun.get_future().get();
  auto begin = std::chrono::steady_clock::now();
  server_->stop(30s);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 20s);
  EXPECT_TRUE(client.isClosed());
  stream.send("nobody is there");
}

} // namespace
} // namespace asl::http::server
