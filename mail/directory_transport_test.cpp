#include "mail/directory_transport.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <unistd.h>

namespace selfsame::mail {
namespace {

namespace fs = std::filesystem;
using core::DeliveryOutcome;

class DirectoryTransportTest : public ::testing::Test {
 protected:
  DirectoryTransportTest()
      : folder_(fs::temp_directory_path() / ("selfsame-mail-" + std::to_string(getpid()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~DirectoryTransportTest() override { fs::remove_all(folder_); }

  static Envelope envelope(const std::string& id = "0123456789abcdef0123456789abcdef") {
    return {*core::MailId::parse(id), "a@example.com", "b@example.com"};
  }
  static std::string content(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }

  const fs::path folder_;
  const fs::path mails_ = folder_ / "mails";
};

TEST_F(DirectoryTransportTest, WritesEachMessageIntoAFile) {
  DirectoryTransport transport(mails_);
  EXPECT_FALSE(fs::exists(mails_)) << "not before there is a mail";
  const std::string message = "From: a\r\n\r\nx\r\n";
  EXPECT_EQ(transport.send(envelope(), message).outcome, DeliveryOutcome::sent);
  EXPECT_EQ(transport.send(envelope("ffffffffffffffffffffffffffffffff"), "y").outcome,
            DeliveryOutcome::sent);
  EXPECT_EQ(content(mails_ / "0123456789abcdef0123456789abcdef.eml"), message);
  EXPECT_EQ(content(mails_ / "ffffffffffffffffffffffffffffffff.eml"), "y");
  EXPECT_EQ(std::distance(fs::directory_iterator(mails_), fs::directory_iterator()), 2)
      << "nothing else is left";
}

TEST_F(DirectoryTransportTest, LetsNobodyElseRead) {
  DirectoryTransport(mails_).send(envelope(), "x");
  EXPECT_EQ(fs::status(mails_).permissions(), fs::perms::owner_all);
  EXPECT_EQ(fs::status(mails_ / "0123456789abcdef0123456789abcdef.eml").permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(DirectoryTransportTest, WritesTheSameMailAgain) {
  DirectoryTransport transport(mails_);
  transport.send(envelope(), "longer than the next");
  EXPECT_EQ(transport.send(envelope(), "short").outcome, DeliveryOutcome::sent);
  EXPECT_EQ(content(mails_ / "0123456789abcdef0123456789abcdef.eml"), "short");
}

TEST_F(DirectoryTransportTest, RefusesForNowWhatItCannotWrite) {
  DirectoryTransport transport(folder_ / "absent" / "mails");
  const auto delivery = transport.send(envelope(), "x");
  EXPECT_EQ(delivery.outcome, DeliveryOutcome::refused_for_now);
  EXPECT_EQ(delivery.error,
            (folder_ / "absent" / "mails").string() + ": No such file or directory");
}

TEST_F(DirectoryTransportTest, WantsADirectory) {
  std::ofstream(mails_) << "a file";
  EXPECT_THROW(DirectoryTransport{mails_}, std::runtime_error);
}

}  // namespace
}  // namespace selfsame::mail
