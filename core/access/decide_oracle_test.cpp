// `decide` against an oracle that knows no rule of evaluation, only sets: every policy is written
// out as the facts it states over a small universe, and the answer is set algebra. The two share
// the data types and nothing else.
#include <array>
#include <bitset>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "core/access/authorize.h"
#include "tests/support/test_catalogue.h"

namespace selfsame::core {
namespace {

using testing::kAccountKind;
using testing::kBucketKind;
using testing::kUserKind;
using testing::kWidgetKind;
using testing::kZoneKind;

const std::string kStrangeKind = "com.example.unheard_of";
const std::string kEverything{permission_group::kEverything};
// An operation is contained in the groups that a request names, and in itself.
const std::string kTheOperation = "<the operation itself>";

/// One thing a request can be about; owns its text.
struct Thing {
  std::string kind, id, container_kind, container_id;
};

std::vector<Thing> make_things() {
  std::vector<Thing> things;
  for (const auto& kind : {kUserKind, kAccountKind, kBucketKind, kWidgetKind, kStrangeKind}) {
    for (const char* id : {"a", "b", "c"}) things.push_back({kind, id, "", ""});
  }
  for (const char* id : {"a", "b", "c"}) {
    things.push_back({kZoneKind, id, "", ""});
    for (const char* account : {"a", "b", "c"}) {
      things.push_back({kZoneKind, id, kAccountKind, account});
      things.push_back({kWidgetKind, id, kAccountKind, account});
    }
    things.push_back({kWidgetKind, id, kZoneKind, "a"});
    things.push_back({kZoneKind, id, kStrangeKind, "a"});
    things.push_back({kStrangeKind, id, kAccountKind, "b"});
  }
  things.push_back({"*", "*", "", ""});
  return things;
}

constexpr std::size_t kThingsMax = 64;
using Things = std::bitset<kThingsMax>;

class Oracle {
 public:
  explicit Oracle(const std::vector<Thing>& things) {
    for (std::size_t i = 0; i < things.size(); ++i) {
      const auto& thing = things[i];
      all_.set(i);
      called_["*"].set(i);
      called_[thing.kind + " *"].set(i);
      called_[thing.kind + ' ' + thing.id].set(i);
      if (thing.container_kind.empty()) continue;
      lying_in_["*"].set(i);
      lying_in_[thing.container_kind + " *"].set(i);
      lying_in_[thing.container_kind + ' ' + thing.container_id].set(i);
    }
    for (const auto& group : testing::test_groups()) {
      Things meaningful;
      for (const auto& scope : group.scopes) meaningful |= called_[scope + " *"];
      facts_of_[group.id] = {group.id, meaningful};
      for (const auto& alias : group.aliases) facts_of_[alias] = {group.id, meaningful};
    }
    facts_of_[kEverything] = {kTheOperation, all_};
  }

  /// What the policy speaks of: things by group id.
  using Facts = std::map<std::string, Things>;
  Facts expand(const Policy& policy) {
    Things named;
    for (const auto& grant : policy.resources) {
      if (grant.nested.empty()) {
        named |= called_[name(grant.outer)];
        continue;
      }
      Things inner;
      for (const auto& pattern : grant.nested) inner |= called_[name(pattern)];
      named |= inner & lying_in_[name(grant.outer)];
    }
    Facts facts;
    for (const auto& group : policy.permission_groups) {
      const auto found = facts_of_.find(group);
      if (found == facts_of_.end()) continue;
      facts[found->second.first] |= named & found->second.second;
    }
    return facts;
  }

 private:
  static std::string name(const ResourcePattern& pattern) {
    return pattern.kind.empty() ? "*" : pattern.kind + ' ' + pattern.id;
  }

  Things all_;
  std::map<std::string, Things> called_;
  std::map<std::string, Things> lying_in_;
  std::map<std::string, std::pair<std::string, Things>> facts_of_;
};

struct Expected {
  Verdict verdict = Verdict::not_allowed;
  std::ptrdiff_t policy = -1;
};

Expected consult(const std::vector<Policy>& policies, const std::vector<Oracle::Facts>& facts,
                 const std::vector<std::string_view>& requested, std::size_t thing) {
  std::vector<std::ptrdiff_t> allowing;
  std::vector<std::ptrdiff_t> denying;
  for (std::size_t i = 0; i < policies.size(); ++i) {
    bool stated = facts[i].contains(kTheOperation) && facts[i].at(kTheOperation)[thing];
    for (const auto group : requested) {
      const auto found = facts[i].find(std::string(group));
      stated = stated || (found != facts[i].end() && found->second[thing]);
    }
    if (!stated) continue;
    auto& side = policies[i].effect == Effect::deny ? denying : allowing;
    side.push_back(static_cast<std::ptrdiff_t>(i));
  }
  if (!denying.empty()) return {Verdict::denied, denying.front()};
  if (!allowing.empty()) return {Verdict::allowed, allowing.front()};
  return {};
}

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::size_t below(std::size_t count) { return engine_() % count; }
  bool one_in(std::size_t count) { return below(count) == 0; }
  template <class Items>
  const auto& pick(const Items& items) {
    return items[below(items.size())];
  }

 private:
  std::mt19937_64 engine_;
};

/// Policies that are as strange as the types let them be.
class PolicyMaker {
 public:
  explicit PolicyMaker(Dice& dice) : dice_(dice) {
    for (const auto& group : testing::test_groups()) {
      names_.push_back(group.id);
      ids_.push_back(group.id);
      names_.insert(names_.end(), group.aliases.begin(), group.aliases.end());
    }
    names_.insert(names_.end(), {"unheard_of", "", "Zone Read", "*"});
  }

  std::vector<Policy> policies() {
    std::vector<Policy> made(dice_.below(5));
    for (auto& policy : made) {
      policy.effect = dice_.one_in(3) ? Effect::deny : Effect::allow;
      for (std::size_t n = dice_.below(4) + 1; n > 0; --n) {
        policy.permission_groups.push_back(dice_.one_in(12) ? kEverything : dice_.pick(names_));
      }
      for (std::size_t n = dice_.below(4); n > 0; --n) policy.resources.push_back(grant());
    }
    return made;
  }

  /// What a request asks for: ids mostly, as the table of operations has them.
  std::vector<std::string> requested() {
    std::vector<std::string> groups;
    for (std::size_t n = dice_.below(3) + (dice_.one_in(10) ? 0U : 1U); n > 0; --n) {
      groups.push_back(dice_.one_in(10) ? dice_.pick(names_) : dice_.pick(ids_));
    }
    return groups;
  }

 private:
  ResourcePattern pattern() {
    if (dice_.one_in(9)) return {"", dice_.one_in(2) ? "*" : ""};
    static const std::array kKinds{kUserKind,   kAccountKind, kZoneKind,          kZoneKind,
                                   kBucketKind, kWidgetKind,  kStrangeKind,       kAccountKind,
                                   kZoneKind,   kWidgetKind,  kAccountKind + ".z"};
    static const std::array<std::string, 6> kIds{"a", "b", "c", "*", "*", "d"};
    return {dice_.pick(kKinds), dice_.pick(kIds)};
  }
  ResourceGrant grant() {
    ResourceGrant made{pattern(), {}};
    if (dice_.one_in(3)) {
      for (std::size_t n = dice_.below(3) + 1; n > 0; --n) made.nested.push_back(pattern());
    }
    return made;
  }

  Dice& dice_;
  std::vector<std::string> names_;
  std::vector<std::string> ids_;
};

TEST(DecideAgainstOracle, AgreesOnRandomPoliciesAndRequests) {
  constexpr std::size_t kCases = 100'000;
  constexpr std::size_t kRequestsPerCase = 4;
  const auto things = make_things();
  ASSERT_LE(things.size(), kThingsMax);
  Oracle oracle(things);
  Dice dice(20'260'301);
  PolicyMaker maker(dice);
  std::map<Verdict, std::size_t> seen;

  for (std::size_t number = 0; number < kCases; ++number) {
    const auto policies = maker.policies();
    std::vector<Oracle::Facts> facts;
    for (const auto& policy : policies) facts.push_back(oracle.expand(policy));

    for (std::size_t i = 0; i < kRequestsPerCase; ++i) {
      const auto groups = maker.requested();
      const std::vector<std::string_view> requested(groups.begin(), groups.end());
      const auto thing = dice.below(things.size());
      const auto& about = things[thing];
      const Resource resource{about.kind, about.id, about.container_kind, about.container_id};

      const auto expected = consult(policies, facts, requested, thing);
      const auto decision = decide(policies, requested, resource, testing::test_catalogue());
      const auto decided = decision.policy == nullptr ? -1 : decision.policy - policies.data();
      ASSERT_EQ(decision.verdict, expected.verdict) << "case " << number << " request " << i;
      ASSERT_EQ(decided, expected.policy) << "case " << number << " request " << i;
      ++seen[expected.verdict];
    }
  }
  // Each answer must have come often, or the comparison says little.
  constexpr std::size_t kOften = kCases * kRequestsPerCase / 50;
  for (const auto verdict : {Verdict::allowed, Verdict::denied, Verdict::not_allowed}) {
    EXPECT_GT(seen[verdict], kOften) << static_cast<int>(verdict);
  }
}

}  // namespace
}  // namespace selfsame::core
