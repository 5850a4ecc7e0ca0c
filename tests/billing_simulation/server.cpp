#include "tests/billing_simulation/server.h"

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>

#include "core/billing/payment_operations.h"
#include "core/store_operations.h"

namespace selfsame::simulation {
namespace {

constexpr std::size_t kInFlight = 64;
constexpr std::uint32_t kPage = core::limits::kNativePageMax;
constexpr std::uint32_t kUsersTogether = 250;

std::string message_of(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& what) {
    return what.what();
  }
}

}  // namespace

Server::Server(const RunFiles& files, const Market& market)
    : market_(market),
      world_(files.world()),
      installation_{market},
      performer_(installation_),
      store_(open_store(files)),
      session_(store_->open_session(loop_.post())),
      scheduler_({*store_, installation_.clock, installation_.entropy, installation_.hasher,
                  testing::test_catalogue(), installation_.roles, market.rules(), *this}) {}

Server::~Server() {
  store_->close();
  session_.reset();
}

void Server::run(Stage end) {
  installation_.clock.set(Stage{}.time());
  bring_users_in();
  send_what_is_unanswered();
  for (Stage stage{world_.stage()}; stage.number < end.number; ++stage.number) {
    run_stage(stage);
    wait_for_answers(0);
    world_.stage() = stage.number + 1;
  }
}

void Server::bring_users_in() {
  auto& done = world_.progress().users;
  while (done < market_.size()) {
    const auto first = static_cast<std::uint32_t>(done.load());
    const auto last = std::min(first + kUsersTogether, market_.size());
    store_->write_and_wait([&](core::WriteTransaction& tx) {
      for (auto user = first; user < last; ++user) {
        if (tx.find_user(market_.user_id(user)) != nullptr) continue;
        const auto status = core::import_user(
            tx, installation_.context(installation_.operator_principal, market_.rules()),
            market_.user(user));
        if (!status) throw std::runtime_error("a user was refused: " + status.error().message);
      }
      return true;
    });
    done = last;
  }
}

void Server::send_what_is_unanswered() {
  const Stage stage{world_.stage()};
  installation_.clock.set(stage.time());
  for (std::uint32_t user = 0; user < market_.size(); ++user) {
    const Outside outside = world_.outside(user);
    if (outside.stage != stage.number) continue;
    for (const Act& act : outside.acts.all().subspan(outside.done)) send(user, act, true);
  }
  wait_for_answers(0);
}

void Server::run_stage(Stage stage) {
  installation_.clock.set(stage.time());
  switch (stage.phase()) {
    case Phase::due:
      run_due();
      break;
    case Phase::gateway:
      let_gateway_act(stage);
      break;
    case Phase::early:
    case Phase::late:
      let_users_act(stage);
      break;
  }
}

void Server::run_due() {
  const auto before = scheduler_.counters().advanced.load();
  scheduler_.run_due();
  world_.progress().advanced += scheduler_.counters().advanced - before;
}

void Server::let_gateway_act(Stage stage) {
  const auto owing = list_owing();
  for (auto first = owing.begin(); first != owing.end();) {
    const auto next = std::find_if(first, owing.end(),
                                   [&](const auto& one) { return one.owner != first->owner; });
    const auto user = market_.number_of(first->owner);
    const Outside& outside = world_.outside(user);
    if (outside.stage != stage.number) {
      do_all(user, stage, gateway_acts(market_.customer(user), outside, stage, {first, next}));
    }
    first = next;
  }
}

void Server::let_users_act(Stage stage) {
  for (std::uint32_t user = 0; user < market_.size(); ++user) {
    if (!may_act(market_.customer(user), stage)) continue;
    const Outside& outside = world_.outside(user);
    if (outside.stage == stage.number) continue;
    do_all(user, stage,
           user_acts(market_.customer(user), outside, stage, [&] { return has_ended(user); }));
  }
}

std::vector<core::Subscription> Server::list_owing() {
  std::vector<core::Subscription> all;
  std::optional<core::SubscriptionKey> after;
  for (;;) {
    core::Result<std::vector<core::Subscription>> page;
    session_->read_here([&](core::ReadTransaction& tx) {
      const auto context = installation_.context(installation_.operator_principal, market_.rules());
      page = core::list_owing_subscriptions(tx, context, after, kPage);
    });
    if (!page) throw std::runtime_error(page.error().message);
    std::ranges::move(*page, std::back_inserter(all));
    if (page->size() < kPage) return all;
    after = core::SubscriptionKey{all.back().owner, all.back().id};
  }
}

bool Server::has_ended(std::uint32_t user) {
  bool ended = false;
  session_->read_here([&](core::ReadTransaction& tx) {
    ended = performer_.has_ended(tx, user, world_.outside(user).subscription);
  });
  return ended;
}

void Server::do_all(std::uint32_t user, Stage stage, const Acts& acts) {
  if (acts.count == 0) return;
  Outside outside = world_.outside(user);
  begin(outside, stage, acts);
  world_.replace(user, outside);
  for (const Act& act : acts.all()) send(user, act, false);
}

void Server::send(std::uint32_t user, const Act& act, bool is_resumed) {
  wait_for_answers(kInFlight - 1);
  ++in_flight_;
  const auto performed = std::make_shared<Performer::Performed>();
  session_->write(
      [=, this](core::WriteTransaction& tx) {
        *performed = performer_.perform(tx, user, act, is_resumed);
        return performed->answer.accepted;
      },
      [=, this](const std::exception_ptr& error) {
        --in_flight_;
        if (error) {
          throw std::runtime_error("user " + std::to_string(user) + ": " + message_of(error));
        }
        take_answer(user, *performed);
      });
}

void Server::take_answer(std::uint32_t user, const Performer::Performed& performed) {
  Outside outside = world_.outside(user);
  finish(outside, performed.answer);
  world_.replace(user, outside);
  ++world_.progress().answers;
  if (performed.was_done_before) ++world_.progress().unheard;
}

void Server::wait_for_answers(std::size_t left) {
  while (in_flight_ > left) loop_.run_one();
}

void Server::scheduler_lost_store(std::string_view detail) {
  throw std::runtime_error("the scheduler lost the store: " + std::string(detail));
}

void Server::subscription_stuck(const core::SubscriptionKey& key, std::string_view detail) {
  throw std::runtime_error("subscription " + key.id.hex() + " is stuck: " + std::string(detail));
}

}  // namespace selfsame::simulation
