#include "audit/webhook.h"

#include <gtest/gtest.h>

#include "audit/webhook_testing.h"
#include "tests/support/fake_clock.h"

namespace selfsame::audit {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::seconds;
using Strings = std::vector<std::string>;

class DeliverToWebhook : public ::testing::Test {
 protected:
  void append(std::uint8_t owner, int count = 1) { store_.append(owner, clock_.now(), count); }
  void deliver() { deliverer_.deliver_due(stopping_); }
  void answer(unsigned status) {
    webhook_.answer = [=](const WebhookRequest&) { return WebhookAnswer{status, "no route"}; };
  }
  /// Answers for the log of one owner; the others' are taken.
  void answer(std::uint8_t owner, unsigned status) {
    webhook_.answer = [=](const WebhookRequest& request) {
      const bool meant = request.id.starts_with(core::id_to_hex({owner}));
      return WebhookAnswer{meant ? status : 200};
    };
  }
  core::AuditDelivery stored(std::uint8_t owner) {
    return store_.look().deliveries.at(core::IdBytes{owner});
  }
  bool waits(std::uint8_t owner) { return store_.look().deliveries.contains(core::IdBytes{owner}); }

  selfsame::testing::FakeClock clock_;
  testing::WebhookStore store_;
  testing::FakeWebhook webhook_;
  testing::RecordingWebhookObserver observer_;
  const crypto::WebhookSecret secret_ = testing::example_secret();
  const WebhookSurroundings surroundings_{store_, webhook_, secret_, clock_, observer_};
  std::atomic<bool> stopping_ = false;
  WebhookDeliverer deliverer_{surroundings_};
};

TEST_F(DeliverToWebhook, SendsWhatWaitsAndForgetsIt) {
  append(1, 3);
  append(2);
  deliver();
  EXPECT_EQ(webhook_.posted(), (Strings{"1:1-3", "2:1-1"}));
  EXPECT_FALSE(waits(1));
  EXPECT_FALSE(waits(2));
  EXPECT_EQ(deliverer_.counters().delivered, 4U);
  EXPECT_EQ(webhook_.rests, 1);
  deliver();
  EXPECT_EQ(webhook_.requests().size(), 2U);

  append(1);
  deliver();
  EXPECT_EQ(webhook_.posted().back(), "1:4-4");
}

TEST_F(DeliverToWebhook, SignsEachAttemptAtItsTime) {
  append(1);
  answer(500);
  deliver();
  clock_.advance(seconds(1));
  deliver();
  const auto requests = webhook_.requests();
  ASSERT_EQ(requests.size(), 2U);
  for (const auto& request : requests) {
    EXPECT_EQ(request.signature, secret_.sign(request.id, request.timestamp, request.body));
  }
  EXPECT_EQ(requests[0].id, requests[1].id);
  EXPECT_EQ(requests[0].body, requests[1].body);
  EXPECT_NE(requests[0].timestamp, requests[1].timestamp);
}

TEST_F(DeliverToWebhook, SendsALongLogInOrderAndLetsOthersInBetween) {
  append(1, 250);
  append(2, 101);
  deliver();
  EXPECT_EQ(webhook_.posted(),
            (Strings{"1:1-100", "2:1-100", "1:101-200", "2:101-101", "1:201-250"}));
  EXPECT_EQ(deliverer_.counters().delivered, 351U);
  EXPECT_EQ(webhook_.rests, 1);
}

TEST_F(DeliverToWebhook, SendsMoreLogsThanItReadsAtOnce) {
  for (int owner = 1; owner <= 120; ++owner) append(static_cast<std::uint8_t>(owner));
  deliver();
  EXPECT_EQ(webhook_.requests().size(), 120U);
  EXPECT_TRUE(store_.look().deliveries.empty());
}

TEST_F(DeliverToWebhook, KeepsTheOrderOfALogOverFailures) {
  append(1, 150);
  answer(500);
  deliver();
  deliver();
  EXPECT_EQ(webhook_.posted(), Strings{"1:1-100"}) << "nothing overtakes what was not taken";
  answer(200);
  clock_.advance(seconds(1));
  deliver();
  EXPECT_EQ(webhook_.posted(), (Strings{"1:1-100", "1:1-100", "1:101-150"}));
}

TEST_F(DeliverToWebhook, TakesEveryStatusOf2xxForAYes) {
  for (const unsigned status : {200U, 201U, 202U, 204U, 299U}) {
    append(1);
    answer(status);
    deliver();
    EXPECT_FALSE(waits(1)) << status;
  }
}

TEST_F(DeliverToWebhook, TakesNoOtherStatusForAYes) {
  append(1);
  for (const unsigned status : {100U, 199U, 300U, 302U, 400U, 401U, 404U, 410U, 413U, 500U, 503U}) {
    answer(status);
    deliver();
    EXPECT_EQ(stored(1).last_error, "answered " + std::to_string(status));
    EXPECT_EQ(stored(1).delivered_sequence, 0U);
    clock_.advance(hours(1));
  }
  answer(200);
  deliver();
  EXPECT_FALSE(waits(1)) << "nothing is given up";
}

TEST_F(DeliverToWebhook, WaitsLongerAfterEachFailureUpToAnHour) {
  append(1);
  answer(500);
  for (const int wait : {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600}) {
    const auto attempts = webhook_.requests().size();
    deliver();
    EXPECT_EQ(webhook_.requests().size(), attempts + 1);
    EXPECT_EQ(stored(1).next_attempt_at, clock_.now() + seconds(wait));
    EXPECT_EQ(stored(1).attempts, attempts + 1);
    EXPECT_EQ(observer_.failed.back(), stored(1));
    clock_.advance(seconds(wait) - microseconds(1));
    deliver();
    EXPECT_EQ(webhook_.requests().size(), attempts + 1) << "before its time";
    clock_.advance(microseconds(1));
  }
  EXPECT_EQ(deliverer_.counters().failures, 14U);
}

TEST_F(DeliverToWebhook, BeginsAgainWithShortWaitsAfterASuccess) {
  append(1, 150);
  answer(500);
  for (int i = 0; i < 5; ++i) {
    deliver();
    clock_.advance(hours(1));
  }
  webhook_.answer = [](const WebhookRequest& request) {
    return WebhookAnswer{request.id.ends_with("-100") ? 200U : 500U};
  };
  deliver();
  EXPECT_EQ(stored(1).delivered_sequence, 100U);
  EXPECT_EQ(stored(1).attempts, 1U);
}

TEST_F(DeliverToWebhook, SendsTheOtherLogsWhenOneIsRefused) {
  append(1);
  append(2, 150);
  append(3);
  answer(2, 400);
  deliver();
  EXPECT_EQ(webhook_.posted(), (Strings{"1:1-1", "2:1-100", "3:1-1"}));
  EXPECT_TRUE(waits(2));
  append(1);
  deliver();
  EXPECT_EQ(webhook_.posted().back(), "1:2-2");
}

TEST_F(DeliverToWebhook, SendsTheOtherLogsWhenOneCannotBeRead) {
  append(1);
  append(2);
  append(3);
  store_.change([](testing::WebhookLogs& logs) { logs.unreadable = core::IdBytes{2}; });
  deliver();
  EXPECT_EQ(webhook_.posted(), (Strings{"1:1-1", "3:1-1"}));
  EXPECT_EQ(stored(2).last_error, "records cannot be read: no such outcome");
  EXPECT_TRUE(observer_.lost.empty());
}

TEST_F(DeliverToWebhook, SaysWhenRecordsAreMissingAndGoesOn) {
  append(1);
  append(2);
  store_.change([](testing::WebhookLogs& logs) { logs.records[core::IdBytes{1}].clear(); });
  deliver();
  EXPECT_EQ(webhook_.posted(), Strings{"2:1-1"});
  EXPECT_EQ(stored(1).last_error, "records are missing");
}

TEST_F(DeliverToWebhook, ForgetsALogOfWhichEverythingWasSent) {
  append(1);
  store_.change(
      [](testing::WebhookLogs& logs) { logs.deliveries[core::IdBytes{1}].delivered_sequence = 1; });
  deliver();
  EXPECT_TRUE(webhook_.requests().empty());
  EXPECT_FALSE(waits(1));
}

TEST_F(DeliverToWebhook, SendsWhatRetentionLeft) {
  append(1, 10);
  store_.change([](testing::WebhookLogs& logs) {
    auto& records = logs.records[core::IdBytes{1}];
    records.erase(records.begin(), records.begin() + 7);
  });
  deliver();
  EXPECT_EQ(webhook_.posted(), Strings{"1:8-10"});
  EXPECT_FALSE(waits(1));
}

TEST_F(DeliverToWebhook, SendsTheSameMessageAgainThoughMoreWasRecorded) {
  append(1, 2);
  answer(0);
  deliver();
  append(1, 3);
  clock_.advance(seconds(1));
  answer(200);
  deliver();
  EXPECT_EQ(webhook_.posted(), (Strings{"1:1-2", "1:1-2", "1:3-5"}));
  EXPECT_EQ(webhook_.requests()[0].body, webhook_.requests()[1].body);
}

// The receiver has the records, and the program dies before it knows.
TEST_F(DeliverToWebhook, SendsAgainAfterACrash) {
  append(1, 2);
  store_.fail_writes = true;
  deliver();
  EXPECT_EQ(webhook_.posted(), Strings{"1:1-2"});
  store_.fail_writes = false;
  WebhookDeliverer next(surroundings_);
  next.deliver_due(stopping_);
  EXPECT_EQ(webhook_.posted(), (Strings{"1:1-2", "1:1-2"}));
  EXPECT_FALSE(waits(1));
}

TEST_F(DeliverToWebhook, SendsNothingMoreUntilTheStoreKnowsOfTheLast) {
  append(1);
  append(2);
  store_.fail_writes = true;
  deliver();
  deliver();
  EXPECT_EQ(webhook_.posted(), Strings{"1:1-1"});
  EXPECT_EQ(observer_.lost, Strings{"disk full"}) << "once";
  store_.fail_writes = false;
  deliver();
  EXPECT_EQ(webhook_.posted(), (Strings{"1:1-1", "2:1-1"}));
  EXPECT_TRUE(store_.look().deliveries.empty());

  store_.fail_reads = true;
  deliver();
  EXPECT_EQ(observer_.lost, (Strings{"disk full", "gone"}));
}

TEST_F(DeliverToWebhook, EndsTheRoundWhenNobodyAnswers) {
  for (std::uint8_t owner = 1; owner <= 9; ++owner) append(owner);
  answer(0);
  deliver();
  deliver();
  EXPECT_EQ(webhook_.posted(), Strings{"1:1-1"});
  EXPECT_EQ(stored(1).last_error, "no route");
  EXPECT_EQ(stored(2).attempts, 0U);
  clock_.advance(seconds(1));
  deliver();
  EXPECT_EQ(webhook_.requests().size(), 2U) << "one at a time";
}

TEST_F(DeliverToWebhook, RestsAtMostAMinuteWhenNobodyAnswers) {
  for (std::uint8_t owner = 1; owner <= 100; ++owner) append(owner);
  answer(0);
  for (const int rest : {1, 2, 4, 8, 16, 32, 60, 60}) {
    const auto attempts = webhook_.requests().size();
    deliver();
    EXPECT_EQ(webhook_.requests().size(), attempts + 1);
    clock_.advance(seconds(rest) - microseconds(1));
    deliver();
    EXPECT_EQ(webhook_.requests().size(), attempts + 1);
    clock_.advance(microseconds(1));
  }
  answer(200);
  deliver();
  for (std::uint8_t owner = 50; owner <= 100; ++owner) EXPECT_FALSE(waits(owner));
}

TEST_F(DeliverToWebhook, LeavesAWebhookAloneThatIsBusy) {
  for (const unsigned status : {429U, 502U, 503U, 504U}) {
    append(1);
    append(2);
    answer(status);
    const auto attempts = webhook_.requests().size();
    deliver();
    EXPECT_EQ(webhook_.requests().size(), attempts + 1) << status;
    answer(200);
    clock_.advance(seconds(1));
    deliver();
    EXPECT_TRUE(store_.look().deliveries.empty()) << status;
  }
}

TEST_F(DeliverToWebhook, DoesNotRestForLongerWhenTheClockIsPutBack) {
  append(1);
  append(2);
  answer(0);
  deliver();
  clock_.advance(hours(-5));
  store_.change([&](testing::WebhookLogs& logs) {
    for (auto& [owner, delivery] : logs.deliveries) delivery.next_attempt_at = clock_.now();
  });
  answer(200);
  deliver();
  EXPECT_TRUE(store_.look().deliveries.empty());
}

TEST_F(DeliverToWebhook, SurvivesATransportThatThrows) {
  append(1);
  webhook_.answer = [](const WebhookRequest&) -> WebhookAnswer {
    throw std::runtime_error(std::string(1000, 'x'));
  };
  deliver();
  EXPECT_EQ(stored(1).last_error, std::string(200, 'x')) << "no longer than an operator reads";
  EXPECT_TRUE(observer_.lost.empty());
}

TEST_F(DeliverToWebhook, BlamesNobodyForAnAttemptThatWasCutShort) {
  append(1);
  append(2);
  webhook_.answer = [this](const WebhookRequest&) {
    stopping_ = true;
    return WebhookAnswer{0, "cancelled"};
  };
  deliver();
  EXPECT_EQ(webhook_.requests().size(), 1U);
  EXPECT_EQ(stored(1).attempts, 0U);
  EXPECT_TRUE(observer_.failed.empty());
}

TEST_F(DeliverToWebhook, RecordsWhatWasTakenWhileStopping) {
  append(1);
  append(2);
  webhook_.answer = [this](const WebhookRequest&) {
    stopping_ = true;
    return WebhookAnswer{200};
  };
  deliver();
  EXPECT_FALSE(waits(1));
  EXPECT_TRUE(waits(2));
}

TEST_F(DeliverToWebhook, CountsTheLogsThatWait) {
  const auto waiting = [&] {
    deliver();
    return deliverer_.counters().logs_waiting_now.load();
  };
  EXPECT_EQ(waiting(), 0U);
  answer(500);
  append(1);
  append(2);
  EXPECT_EQ(waiting(), 2U);
  // What others change is seen when it has been a while, even if the webhook is left alone.
  answer(0);
  clock_.advance(seconds(1));
  deliver();
  EXPECT_EQ(waiting(), 2U);
  append(3);
  EXPECT_EQ(waiting(), 2U);
  clock_.advance(seconds(5));
  EXPECT_EQ(waiting(), 3U);
  clock_.advance(hours(1));
  answer(200);
  EXPECT_EQ(waiting(), 0U);
}

}  // namespace
}  // namespace selfsame::audit
