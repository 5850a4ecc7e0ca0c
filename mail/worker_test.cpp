#include "mail/worker.h"

#include <gtest/gtest.h>
#include <semaphore>

#include "mail/testing.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_identity.h"
#include "tests/support/seeded_entropy.h"

namespace selfsame::mail {
namespace {

using namespace std::chrono_literals;

class WorkerTest : public ::testing::Test {
 protected:
  WorkerTest() {
    transport_.answer = [this](const Envelope&) {
      sent_.release();
      return Delivery{core::DeliveryOutcome::sent};
    };
  }
  void queue() {
    core::Mail mail;
    mail.id = core::MailId::make(clock_.now(), entropy_);
    mail.recipient = "a@example.com";
    mail.kind = "member_removed";
    mail.next_attempt_at = clock_.now();
    store_.put(mail);
  }
  Surroundings surroundings() {
    return {store_, transport_, templates_, Address{"", "selfsame@example.com"},
            clock_, entropy_,   sealer_,    observer_};
  }

  selfsame::testing::FakeSecretSealer sealer_;
  selfsame::testing::FakeClock clock_;
  selfsame::testing::SeededEntropy entropy_;
  testing::FakeStore store_;
  testing::FakeTransport transport_;
  testing::RecordingObserver observer_;
  const Templates templates_{TemplateOptions{}};
  std::counting_semaphore<> sent_{0};
};

TEST_F(WorkerTest, SendsWhatWaitsAtItsStart) {
  queue();
  Worker worker(surroundings(), {1h, 1h});
  worker.start();
  sent_.acquire();
  worker.stop();
  EXPECT_TRUE(store_.look().mails.empty());
  EXPECT_EQ(worker.counters().sent, 1U);
}

TEST_F(WorkerTest, LooksAgainAfterItsPeriod) {
  Worker worker(surroundings(), {1ms, 1h});
  worker.start();
  queue();
  sent_.acquire();
  queue();
  sent_.acquire();
  worker.stop();
  EXPECT_TRUE(store_.look().mails.empty());
}

TEST_F(WorkerTest, LooksAtOnceWhenNotified) {
  Worker worker(surroundings(), {1h, 1h});
  worker.start();
  while (store_.reads == 0) std::this_thread::yield();
  queue();
  worker.notify();
  sent_.acquire();
  worker.stop();
  EXPECT_TRUE(store_.look().mails.empty());
}

TEST_F(WorkerTest, LetsAMailBeSentBeforeItStops) {
  queue();
  std::binary_semaphore go_on(0);
  transport_.answer = [&](const Envelope&) {
    sent_.release();
    go_on.acquire();
    return Delivery{core::DeliveryOutcome::sent};
  };
  Worker worker(surroundings(), {1h, 1h});
  worker.start();
  sent_.acquire();
  std::thread stopper([&] { worker.stop(); });
  go_on.release();
  stopper.join();
  EXPECT_FALSE(transport_.cancelled);
  EXPECT_TRUE(store_.look().mails.empty());
}

TEST_F(WorkerTest, CutsAMailShortThatTakesTooLong) {
  queue();
  transport_.answer = [&](const Envelope&) {
    sent_.release();
    while (!transport_.cancelled) std::this_thread::yield();
    return Delivery{core::DeliveryOutcome::refused_for_now, "cancelled"};
  };
  Worker worker(surroundings(), {1h, 1ms});
  worker.start();
  sent_.acquire();
  worker.stop();
  EXPECT_EQ(store_.look().mails.size(), 1U);
  EXPECT_TRUE(observer_.failed.empty());
}

TEST_F(WorkerTest, StopsTwiceAndWithoutAStart) {
  Worker never(surroundings());
  never.stop();
  Worker worker(surroundings());
  worker.start();
  worker.stop();
  worker.stop();
}

}  // namespace
}  // namespace selfsame::mail
