#include <atomic>
#include <cstdio>
#include <deque>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <memory>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <optional>
#include <string>
#include <unistd.h>

#include "http/testing.h"

namespace selfsame::http::testing {
namespace {

using namespace std::chrono_literals;

template <auto function>
struct Freeing {
  void operator()(auto* object) const { function(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freeing<X509_free>>;
using File = std::unique_ptr<std::FILE, Freeing<std::fclose>>;

/// A directory with a certificate for `name` and its key.
class CertificateFiles {
 public:
  CertificateFiles() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tls_test_XXXXXX").string();
    directory_ = mkdtemp(pattern.data());
  }
  ~CertificateFiles() { std::filesystem::remove_all(directory_); }
  CertificateFiles(const CertificateFiles&) = delete;
  CertificateFiles& operator=(const CertificateFiles&) = delete;

  void write(const std::string& name) const {
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate(X509_new());
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME* const subject = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), subject);
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    PEM_write_X509(File(std::fopen(chain().c_str(), "w")).get(), certificate.get());
    PEM_write_PrivateKey(File(std::fopen(key_file().c_str(), "w")).get(), key.get(), nullptr,
                         nullptr, 0, nullptr, nullptr);
  }
  void spoil() const { std::ofstream(chain()) << "no certificate"; }
  [[nodiscard]] std::string chain() const { return directory_ + "/chain.pem"; }
  [[nodiscard]] std::string key_file() const { return directory_ + "/key.pem"; }

 private:
  std::string directory_;
};

/// TLS over a `Client`.
class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port, int newest = TLS1_3_VERSION)
      : client_(port), context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_.get(), newest);
    SSL_CTX_set_security_level(context_.get(), 0);
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), client_.native());
    static constexpr unsigned char kProtocols[] = "\x02h2\x08http/1.1";
    SSL_set_alpn_protos(ssl_.get(), kProtocols, sizeof kProtocols - 1);
    connected_ = SSL_connect(ssl_.get()) == 1;
  }

  [[nodiscard]] bool connected() const { return connected_; }
  [[nodiscard]] std::string server_name() const {
    const Certificate certificate(SSL_get1_peer_certificate(ssl_.get()));
    char name[100] = {};
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name,
                              sizeof name);
    return name;
  }
  [[nodiscard]] std::string protocol() const {
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl_.get(), &name, &size);
    return {reinterpret_cast<const char*>(name), size};
  }
  void send(const std::string& bytes) {
    EXPECT_EQ(SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())),
              static_cast<int>(bytes.size()));
  }
  std::optional<Answer> read() {
    while (true) {
      if (auto answer = parse_answer(received_, false)) return answer;
      if (!fill()) return std::nullopt;
    }
  }
  /// Reads until a head is complete, and leaves it there.
  bool read_head() {
    while (received_.find("\r\n\r\n") == received_.npos) {
      if (!fill()) return false;
    }
    return true;
  }
  void say_goodbye() { SSL_shutdown(ssl_.get()); }
  Client& plain() { return client_; }
  /// True if the server says that it ends the connection.
  bool ended() {
    char byte = 0;
    const int size = SSL_read(ssl_.get(), &byte, 1);
    return SSL_get_error(ssl_.get(), size) == SSL_ERROR_ZERO_RETURN;
  }

 private:
  bool fill() {
    char block[16384];
    const int size = SSL_read(ssl_.get(), block, sizeof block);
    if (size <= 0) return false;
    received_.append(block, static_cast<std::size_t>(size));
    return true;
  }

  Client client_;
  std::unique_ptr<SSL_CTX, Freeing<SSL_CTX_free>> context_;
  std::unique_ptr<SSL, Freeing<SSL_free>> ssl_;
  bool connected_ = false;
  std::string received_;
};

class HttpTls : public ::testing::Test {
 protected:
  HttpTls() { files.write("first"); }
  ServerOptions options() const {
    auto options = test_options();
    options.tls_certificate_file = files.chain();
    options.tls_key_file = files.key_file();
    return options;
  }
  CertificateFiles files;
};

const std::string kGet = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";

TEST_F(HttpTls, AnswersOverTls) {
  TestServer server(options(), [](const Request& request, Response& response, Exchange& exchange) {
    echo(request, response, exchange);
    if (request.secure) response.body += " secure";
  });
  EXPECT_EQ(server->url(), "https://127.0.0.1:" + std::to_string(server.port()));
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClient client(server.port(), version);
    ASSERT_TRUE(client.connected());
    EXPECT_EQ(client.server_name(), "first");
    EXPECT_EQ(client.protocol(), "http/1.1");
    client.send(kGet + kGet);
    EXPECT_EQ(client.read()->body, "GET /x [] secure");
    EXPECT_EQ(client.read()->body, "GET /x [] secure");
    client.send("POST /y HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n");
    client.send("abc");
    EXPECT_EQ(client.read()->body, "POST /y [abc] secure");
  }
}

TEST_F(HttpTls, WritesLargeAnswers) {
  TestServer server(options(), [](const Request&, Response& response, Exchange&) {
    response.body.assign(5'000'000, 'x');
  });
  TlsClient client(server.port());
  client.send(kGet + kGet);
  EXPECT_EQ(client.read()->body.size(), 5'000'000);
  EXPECT_EQ(client.read()->body.size(), 5'000'000);
}

/// Writes piece after piece, each when the one before it has gone.
void write_pieces(const std::shared_ptr<BodyStream>& stream, int count) {
  if (count == 0) return stream->finish();
  stream->write(std::string(100'000, 'x'), [stream, count](bool open) {
    if (open) write_pieces(stream, count - 1);
  });
}

TEST_F(HttpTls, StreamsAnswers) {
  TestServer server(options(), [](const Request& request, Response& response, Exchange& exchange) {
    if (request.path != "/stream") return echo(request, response, exchange);
    write_pieces(std::make_shared<BodyStream>(exchange.defer().stream({})), 10);
  });
  const std::string get_stream = "GET /stream HTTP/1.1\r\nHost: h\r\n";
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClient client(server.port(), version);
    client.send(get_stream + "\r\n" + kGet);
    EXPECT_EQ(client.read()->body, std::string(1'000'000, 'x'));
    EXPECT_EQ(client.read()->body, "GET /x []");
    client.send(kGet);
    EXPECT_EQ(client.read()->body, "GET /x []");
    client.send(get_stream + "Connection: close\r\n\r\n");
    EXPECT_EQ(client.read()->body.size(), 1'000'000);
    EXPECT_TRUE(client.ended());
  }
  EXPECT_EQ(server.log(), std::vector<std::string>{});
}

TEST_F(HttpTls, NoticesThatTheClientOfAStreamHasGone) {
  std::deque<BodyStream> open;
  std::atomic<int> closed = 0;
  TestServer server(options(), [&](const Request&, Response&, Exchange& exchange) {
    open.push_back(exchange.defer().stream({}));
    open.back().on_close([&] { ++closed; });
  });
  using Leave = void (*)(std::optional<TlsClient>&);
  int gone = 0;
  for (const Leave leave : {Leave([](auto& client) { client->say_goodbye(); }),
                            Leave([](auto& client) { client->plain().finish_sending(); }),
                            Leave([](auto& client) { client->plain().reset(); }),
                            Leave([](auto& client) { client.reset(); })}) {
    std::optional<TlsClient> client(server.port());
    client->send(kGet);
    EXPECT_TRUE(client->read_head());
    EXPECT_EQ(closed, gone);
    leave(client);
    EXPECT_TRUE(eventually([&] { return closed == gone + 1; }));
    ++gone;
  }
  EXPECT_TRUE(eventually([&] { return server.count(&LoopCounters::connections_open) == 0; }));
}

TEST_F(HttpTls, CutsAStreamThatIsDroppedWithoutSayingThatItEnds) {
  TestServer server(options(), [](const Request&, Response&, Exchange& exchange) {
    exchange.defer().stream({}).write("half", {});
  });
  TlsClient client(server.port());
  client.send(kGet);
  EXPECT_FALSE(client.read());
  EXPECT_FALSE(client.ended());
}

TEST_F(HttpTls, SaysThatItEndsTheConnection) {
  TestServer server(options());
  TlsClient client(server.port());
  client.send("nonsense\r\n\r\n" + std::string(20'000, 'x'));
  EXPECT_EQ(client.read()->status, 400);
  EXPECT_TRUE(client.ended());
}

TEST_F(HttpTls, RefusesOldVersions) {
  TestServer server(options());
  EXPECT_FALSE(TlsClient(server.port(), TLS1_1_VERSION).connected());
}

TEST_F(HttpTls, EndsAHandshakeThatDoesNotHappen) {
  auto brief = options();
  brief.header_time = 50ms;
  TestServer server(brief);
  Client silent(server.port());
  EXPECT_TRUE(silent.ended());
  Client plain(server.port());
  plain.send(kGet);
  EXPECT_FALSE(plain.read());
}

TEST_F(HttpTls, TimesOutLikePlainHttp) {
  auto brief = options();
  brief.header_time = 200ms;
  TestServer server(brief);
  TlsClient client(server.port());
  client.send("GET /slow HTTP/1.1\r\n");
  EXPECT_EQ(client.read()->status, 408);
  EXPECT_TRUE(client.ended());
}

TEST_F(HttpTls, RefusesConnectionsAboveTheLimit) {
  auto one = options();
  one.connections = 1;
  TestServer server(one);
  TlsClient first(server.port());
  TlsClient second(server.port());
  EXPECT_EQ(second.read()->status, 503);
  first.send(kGet);
  EXPECT_EQ(first.read()->status, 200);
}

TEST_F(HttpTls, UsesAReloadedCertificateForNewConnections) {
  TestServer server(options());
  TlsClient before(server.port());
  files.write("second");
  EXPECT_TRUE(server->reload_certificate());
  EXPECT_EQ(TlsClient(server.port()).server_name(), "second");
  before.send(kGet);
  EXPECT_EQ(before.read()->status, 200);

  files.spoil();
  EXPECT_FALSE(server->reload_certificate());
  EXPECT_EQ(TlsClient(server.port()).server_name(), "second");
  ASSERT_EQ(server.log().size(), 1);
  EXPECT_TRUE(starts_with(server.log()[0], "certificate_reload_failed: tls_certificate_file: "));
}

TEST_F(HttpTls, DoesNotStartWithoutItsFiles) {
  auto wrong = options();
  wrong.tls_key_file = files.chain();
  EXPECT_THROW(TestServer{wrong}, std::runtime_error);
  wrong.tls_key_file = "/nowhere";
  EXPECT_THROW(TestServer{wrong}, std::runtime_error);
}

TEST_F(HttpTls, StopsWithOpenConnections) {
  TestServer server(options());
  TlsClient idle(server.port());
  idle.send(kGet);
  EXPECT_EQ(idle.read()->status, 200);
  Client silent(server.port());
  EXPECT_TRUE(eventually([&] { return server.count(&LoopCounters::connections_open) == 2; }));
  server->stop();
  EXPECT_EQ(server.count(&LoopCounters::connections_open), 0);
}

}  // namespace
}  // namespace selfsame::http::testing
