#include "audit/webhook_worker.h"

#include <gtest/gtest.h>
#include <semaphore>

#include "audit/webhook_testing.h"
#include "tests/support/fake_clock.h"

namespace selfsame::audit {
namespace {

using namespace std::chrono_literals;

class WebhookWorkerTest : public ::testing::Test {
 protected:
  WebhookWorkerTest() {
    webhook_.answer = [this](const WebhookRequest&) {
      posted_.release();
      return WebhookAnswer{200};
    };
  }
  void append() { store_.append(1, clock_.now()); }
  bool waits() { return !store_.look().deliveries.empty(); }

  selfsame::testing::FakeClock clock_;
  testing::WebhookStore store_;
  testing::FakeWebhook webhook_;
  testing::RecordingWebhookObserver observer_;
  const crypto::WebhookSecret secret_ = testing::example_secret();
  const WebhookSurroundings surroundings_{store_, webhook_, secret_, clock_, observer_};
  std::counting_semaphore<> posted_{0};
};

TEST_F(WebhookWorkerTest, SendsWhatWaitsAtItsStart) {
  append();
  WebhookWorker worker(surroundings_, {1h, 1h});
  worker.start();
  posted_.acquire();
  worker.stop();
  EXPECT_FALSE(waits());
  EXPECT_EQ(worker.counters().delivered, 1U);
}

TEST_F(WebhookWorkerTest, LooksAgainAfterItsPeriod) {
  WebhookWorker worker(surroundings_, {1ms, 1h});
  worker.start();
  append();
  posted_.acquire();
  append();
  posted_.acquire();
  worker.stop();
  EXPECT_FALSE(waits());
}

TEST_F(WebhookWorkerTest, LooksAtOnceWhenNotified) {
  WebhookWorker worker(surroundings_, {1h, 1h});
  worker.start();
  while (store_.reads == 0) std::this_thread::yield();
  append();
  worker.notify();
  posted_.acquire();
  worker.stop();
  EXPECT_FALSE(waits());
}

TEST_F(WebhookWorkerTest, LetsARequestBeAnsweredBeforeItStops) {
  append();
  std::binary_semaphore go_on(0);
  webhook_.answer = [&](const WebhookRequest&) {
    posted_.release();
    go_on.acquire();
    return WebhookAnswer{200};
  };
  WebhookWorker worker(surroundings_, {1h, 1h});
  worker.start();
  posted_.acquire();
  std::thread stopper([&] { worker.stop(); });
  go_on.release();
  stopper.join();
  EXPECT_FALSE(webhook_.cancelled);
  EXPECT_FALSE(waits());
}

TEST_F(WebhookWorkerTest, CutsARequestShortThatTakesTooLong) {
  append();
  webhook_.answer = [&](const WebhookRequest&) {
    posted_.release();
    while (!webhook_.cancelled) std::this_thread::yield();
    return WebhookAnswer{0, "cancelled"};
  };
  WebhookWorker worker(surroundings_, {1h, 1ms});
  worker.start();
  posted_.acquire();
  worker.stop();
  EXPECT_TRUE(waits());
  EXPECT_TRUE(observer_.failed.empty());
}

TEST_F(WebhookWorkerTest, StopsTwiceAndWithoutAStart) {
  WebhookWorker never(surroundings_);
  never.stop();
  WebhookWorker worker(surroundings_);
  worker.start();
  worker.stop();
  worker.stop();
}

}  // namespace
}  // namespace selfsame::audit
