// Lists of members: every order, direction and filter against a model that sorts everything.
#include <algorithm>
#include <functional>
#include <map>
#include <random>
#include <utility>

#include "storage/contract/store_contract.h"

namespace selfsame::storage::contract {
namespace {

using core::Direction;
using core::MemberOrder;
using core::MembershipStatus;
using core::ReadTransaction;
using core::WriteTransaction;

constexpr auto kOrders =
    std::to_array<MemberOrder>({MemberOrder::joined, MemberOrder::first_name,
                                MemberOrder::last_name, MemberOrder::email, MemberOrder::status});
constexpr auto kDirections =
    std::to_array<Direction>({Direction::ascending, Direction::descending});
constexpr auto kFilters = std::to_array<std::optional<MembershipStatus>>(
    {std::nullopt, MembershipStatus::pending, MembershipStatus::accepted,
     MembershipStatus::rejected});

std::string lower(const std::optional<std::string>& text) {
  return text ? core::email_key(*text) : std::string();
}

/// The members of an organization, in the order in which they joined.
class Model {
 public:
  struct Member {
    core::Membership membership;
    std::string first_name;
    std::string last_name;
    int joined = 0;
  };

  using Key = std::pair<std::string, int>;

  void add(const core::Membership& membership, const core::User* user) {
    const auto number = number_of(membership);
    members_[number] = {membership, user ? lower(user->first_name) : "",
                        user ? lower(user->last_name) : "", next_++};
  }
  Member& at(int number) { return members_.at(number); }
  void remove(int number) { members_.erase(number); }
  [[nodiscard]] const std::map<int, Member>& members() const { return members_; }

  [[nodiscard]] Numbers list(const core::MemberQuery& query) const {
    std::vector<std::pair<Key, int>> listed;
    for (const auto& [number, member] : members_) {
      const MembershipStatus status = member.membership.status;
      if (query.status ? status == *query.status : status != MembershipStatus::rejected) {
        listed.emplace_back(key(member, query.order), number);
      }
    }
    std::ranges::sort(listed);
    if (query.direction == Direction::descending) std::ranges::reverse(listed);
    Numbers numbers;
    for (const auto& entry : listed) numbers.push_back(entry.second);
    return numbers;
  }

 private:
  static int number_of(const core::Membership& membership) {
    return membership.id.bytes[14] * 256 + membership.id.bytes[15];
  }
  static Key key(const Member& member, MemberOrder order) {
    switch (order) {
      case MemberOrder::joined:
        break;
      case MemberOrder::first_name:
        return {member.first_name, member.joined};
      case MemberOrder::last_name:
        return {member.last_name, member.joined};
      case MemberOrder::email:
        return {core::email_key(member.membership.email), 0};
      case MemberOrder::status:
        return {member.membership.status == MembershipStatus::accepted ? "accepted" : "pending",
                member.joined};
    }
    return {"", member.joined};
  }

  std::map<int, Member> members_;
  int next_ = 0;
};

/// Makes members of every kind, and the model of them.
class Crowd {
 public:
  explicit Crowd(core::OrganizationId organization) : organization_(organization) {}

  /// Inserts places `first` to before `end`: of users with names in any case, and offers.
  void add(WriteTransaction& tx, std::uint64_t first, std::uint64_t end) {
    for (std::uint64_t number = first; number < end; ++number) {
      core::User user = make_user(10'000 + number);
      if (random_() % 5 > 0) user.first_name = name();
      if (random_() % 5 > 0) user.last_name = name();
      if (every_name_) user.first_name = user.last_name = every_name_;
      const bool is_offer = random_() % 3 == 0;
      core::Membership place = is_offer ? make_offer(organization_, number)
                                        : make_membership(user.id, organization_, number);
      place.email = name() + std::to_string(number) + "@example.com";
      if (!is_offer && random_() % 8 == 0) place.status = MembershipStatus::rejected;
      tx.insert_user(user);
      tx.insert_membership(place);
      model_.add(place, is_offer ? nullptr : &user);
    }
  }

  /// Makes holes in every block, one that is empty but for its ends, and changes statuses.
  void shake(WriteTransaction& tx) {
    const Model before = model_;
    for (const auto& [number, member] : before.members()) {
      if (number == 1) continue;
      if (random_() % 4 == 0 || (number > 1040 && number < 2050)) {
        EXPECT_TRUE(tx.delete_membership(organization_, member.membership.id));
        model_.remove(number);
      } else if (random_() % 4 == 0) {
        core::Membership& changed = model_.at(number).membership;
        changed.status = static_cast<MembershipStatus>(random_() % 3);
        EXPECT_TRUE(tx.update_membership(changed));
      }
    }
  }

  /// Gives every second member who is a user other names, and every third another mail address.
  void rename(WriteTransaction& tx) {
    const Model before = model_;
    for (const auto& [number, member] : before.members()) {
      if (number == 1) continue;
      Model::Member& changed = model_.at(number);
      if (random_() % 2 == 0 && member.membership.user) {
        core::User user = *tx.find_user(*member.membership.user);
        user.first_name = every_name_ ? every_name_ : name();
        if (random_() % 2 == 0) user.last_name = user.first_name;
        EXPECT_TRUE(tx.update_user(user));
        changed.first_name = lower(user.first_name);
        changed.last_name = lower(user.last_name);
      }
      if (random_() % 3 == 0) {
        changed.membership.email = name() + changed.membership.email;
        EXPECT_TRUE(tx.update_membership(changed.membership));
      }
    }
  }
  /// From here on, whoever is added or renamed gets this name; absent: one of a few.
  void name_all(std::optional<std::string> name) { every_name_ = std::move(name); }

  Model& model() { return model_; }

 private:
  std::string name() {
    std::string text(1, static_cast<char>((random_() % 2 == 0 ? 'A' : 'a') + random_() % 4));
    if (random_() % 2 == 0) text += "Zz";
    return text;
  }

  core::OrganizationId organization_;
  Model model_;
  std::optional<std::string> every_name_;
  std::mt19937 random_{20261122};
};

/// Lists a page; the number is the total that is expected.
using List = std::function<Numbers(const core::MemberQuery&, std::uint64_t)>;

void expect_pages_of(const Model& model, core::MemberQuery query, const List& list) {
  const Numbers expected = model.list(query);
  Numbers listed;
  for (query.page = 1; query.page <= expected.size() / query.per_page + 2; ++query.page) {
    const Numbers page = list(query, expected.size());
    EXPECT_EQ(page.size(), std::min<std::size_t>(query.per_page, expected.size() - listed.size()))
        << "page " << query.page;
    listed.insert(listed.end(), page.begin(), page.end());
  }
  EXPECT_EQ(listed, expected);
}

/// Fails unless the pages of every list, put together, are the model's.
void expect_pages(const Model& model, std::uint32_t per_page, const List& list) {
  for (const MemberOrder order : kOrders) {
    for (const Direction direction : kDirections) {
      for (const auto& status : kFilters) {
        SCOPED_TRACE(::testing::Message() << "order " << static_cast<int>(order) << " direction "
                                          << static_cast<int>(direction) << " status "
                                          << (status ? static_cast<int>(*status) : -1));
        expect_pages_of(
            model, {.per_page = per_page, .order = order, .direction = direction, .status = status},
            list);
      }
    }
  }
}

TEST_P(MemberContract, PagesAreTheModelsWhateverHappened) {
  const List list_page = [&](const core::MemberQuery& query, std::uint64_t total) {
    return list(query, total);
  };
  const auto change = [&](const std::function<void(WriteTransaction&)>& body) {
    write([&](WriteTransaction& tx) {
      body(tx);
      return true;
    });
  };
  Crowd crowd(id_);
  const core::User owner = make_user(1);
  crowd.model().add(place_, &owner);
  expect_pages(crowd.model(), 3, list_page);
  change([&](WriteTransaction& tx) { crowd.add(tx, 10, 3010); });
  expect_pages(crowd.model(), 500, list_page);
  change([&](WriteTransaction& tx) { crowd.shake(tx); });
  expect_pages(crowd.model(), 500, list_page);
  expect_pages(crowd.model(), 97, list_page);
  change([&](WriteTransaction& tx) { crowd.rename(tx); });
  // Thousands of one name: only the order in which they joined tells them apart.
  crowd.name_all("Zoe");
  change([&](WriteTransaction& tx) { crowd.add(tx, 3010, 5310); });
  expect_pages(crowd.model(), 701, list_page);
  change([&](WriteTransaction& tx) { crowd.rename(tx); });
  expect_pages(crowd.model(), 1703, list_page);
  crowd.name_all(std::nullopt);
  change([&](WriteTransaction& tx) { crowd.rename(tx); });
  for (int i = 0; i < 6; ++i) change([&](WriteTransaction& tx) { crowd.shake(tx); });
  expect_pages(crowd.model(), 701, list_page);
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.count_members(id_); }),
            crowd.model().members().size());
}

TEST_P(MemberContract, FollowsTheNamesOfItsUsers) {
  add(make_membership(user_, id_, 2));
  core::User user = make_user(2);
  user.first_name = "Zoe";
  core::User owner = make_user(1);
  owner.first_name = "adam";
  owner.last_name = "Zacharias";
  write([&](WriteTransaction& tx) { return tx.update_user(user) && tx.update_user(owner); });
  const core::MemberQuery by_first{.order = MemberOrder::first_name};
  const core::MemberQuery by_last{.order = MemberOrder::last_name};
  EXPECT_EQ((list(by_first, 2)), (Numbers{1, 2}));
  EXPECT_EQ((list(by_last, 2)), (Numbers{2, 1})) << "who has no name comes first";
  user.first_name = "Aaron";
  write([&](WriteTransaction& tx) { return tx.update_user(user); });
  EXPECT_EQ((list(by_first, 2)), (Numbers{2, 1}));
  // An offer has no names until it is answered, and none again when the place is offered anew.
  core::Membership place = make_offer(id_, 2);
  write([&](WriteTransaction& tx) { return tx.update_membership(place); });
  user.first_name = "Zoe";
  write([&](WriteTransaction& tx) { return tx.update_user(user); });
  EXPECT_EQ((list(by_first, 2)), (Numbers{2, 1}));
  place = make_membership(user_, id_, 2);
  write([&](WriteTransaction& tx) { return tx.update_membership(place); });
  EXPECT_EQ((list(by_first, 2)), (Numbers{1, 2}));
}

TEST_P(MemberContract, EarlierPagesStayWhenMembersJoin) {
  const auto add_offers = [&](std::uint64_t first, std::uint64_t end) {
    write([&](WriteTransaction& tx) {
      for (auto number = first; number < end; ++number) {
        tx.insert_membership(make_offer(id_, number));
      }
      return true;
    });
  };
  add_offers(10, 110);
  const core::MemberQuery second{.page = 2, .per_page = 20};
  const Numbers before = list(second, 101);
  add_offers(110, 1300);
  EXPECT_EQ(list(second, 1291), before);
  EXPECT_EQ(before.front(), 29);
}

TEST_P(MemberContract, PagesPastTheEndAreEmpty) {
  add(make_offer(id_, 2));
  for (const MemberOrder order : kOrders) {
    for (const std::uint64_t page : std::to_array<std::uint64_t>(
             {3, 1'000'000'000, std::uint64_t{1} << 63, 0xFFFFFFFFFFFFFFFF})) {
      EXPECT_EQ((list({.page = page, .per_page = 1, .order = order}, 2)), Numbers{}) << page;
      EXPECT_EQ((list({.page = page, .per_page = 0xFFFFFFFF, .order = order}, 2)), Numbers{});
    }
    EXPECT_EQ((list({.page = 2, .per_page = 1, .order = order}, 2)).size(), 1U);
    EXPECT_EQ((list({.per_page = 0xFFFFFFFF, .order = order}, 2)).size(), 2U);
    EXPECT_EQ((list({.per_page = 0, .order = order}, 2)), Numbers{});
    EXPECT_EQ((list({.order = order, .status = MembershipStatus::rejected}, 0)), Numbers{});
  }
  EXPECT_EQ(get([&](ReadTransaction& tx) {
              return tx.list_members(make_id<core::OrganizationId>(9), {}).total_count;
            }),
            0U);
}

TEST_P(MemberContract, ListsOnlyTheOrganizationsOwn) {
  const auto other = make_id<core::OrganizationId>(1001);
  write([&](WriteTransaction& tx) {
    tx.insert_organization(make_organization(1001));
    tx.insert_membership(make_offer(other, 2));
    return true;
  });
  for (const MemberOrder order : kOrders) EXPECT_EQ((list({.order = order}, 1)), Numbers{1});
}

}  // namespace
}  // namespace selfsame::storage::contract
