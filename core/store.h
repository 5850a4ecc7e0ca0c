#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/token.h"
#include "core/audit/audit_log.h"
#include "core/audit/audit_record.h"
#include "core/billing/billing_item.h"
#include "core/billing/billing_profile.h"
#include "core/billing/payment.h"
#include "core/billing/subscription.h"
#include "core/function_ref.h"
#include "core/id.h"
#include "core/identity/action_link.h"
#include "core/identity/communication.h"
#include "core/identity/second_factor.h"
#include "core/identity/session.h"
#include "core/identity/user.h"
#include "core/outbox/mail.h"
#include "core/tenancy/invite.h"
#include "core/tenancy/membership.h"
#include "core/tenancy/organization.h"
#include "core/tenancy/organization_profile.h"
#include "core/tenancy/role.h"
#include "core/tenancy/zone.h"

/// The storage port: what the core asks of an engine, in the words of the domain.
/// Every engine passes storage/contract.
namespace selfsame::core {

/// The store cannot do it now: gone, full, read-only, busy beyond patience. `what()` may hold
/// driver text: for the log only.
class StoreUnavailable : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// An audit record cannot be written, so the change that it belongs to must not happen.
class AuditUnavailable : public StoreUnavailable {
  using StoreUnavailable::StoreUnavailable;
};

/// A unique value is taken already. Rules check first; this is what a race gets.
class StoreConflict : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

enum class Direction { ascending, descending };

struct TokenQuery {
  std::uint32_t page = 1;  ///< from 1
  std::uint32_t per_page = 20;
  Direction direction = Direction::ascending;  ///< by issued_at, then id
  /// Leaves out tokens whose `expires_at` is at or before this instant; absent: keeps them all.
  std::optional<Timestamp> expired_before;
};

enum class MemberOrder {
  joined,  ///< as they were added: pages by number cost the same however deep, and stay put
  first_name,
  last_name,
  email,
  status,
};

struct MemberQuery {
  std::uint64_t page = 1;  ///< from 1
  std::uint32_t per_page = 20;
  MemberOrder order = MemberOrder::joined;
  Direction direction = Direction::ascending;
  /// Absent: whoever is a member or invited (not those who declined).
  std::optional<MembershipStatus> status{};
};

template <class T>
struct Page {
  std::vector<T> items;
  std::uint64_t total_count = 0;  ///< on all pages
};

enum class BillingOrder {
  booked,  ///< as they were booked: pages stay put
  occurred_at,
  type,
  action,
};

struct BillingItemQuery {
  std::uint64_t page = 1;  ///< from 1
  std::uint32_t per_page = 20;
  BillingOrder order = BillingOrder::booked;  ///< then as they were booked
  Direction direction = Direction::ascending;
  std::optional<BillingItemType> type{};
  std::optional<BillingAction> action{};
  std::optional<Timestamp> occurred_at{};  ///< exactly then
};

/// Where a subscription is.
struct SubscriptionKey {
  Owner owner;
  SubscriptionId id;

  bool operator==(const SubscriptionKey&) const = default;
};

/// The answer to a request with an idempotency key, for when the request comes again.
struct KeptAnswer {
  SecretHash request;  ///< of what was asked, so that another request with the same key is told
  unsigned status = 0;
  /// The body, which may hold secrets: sealed by what the caller alone knows.
  std::string sealed_body;
  Timestamp created_at{};

  bool operator==(const KeptAnswer&) const = default;
};

/// Reads as of one moment. Used by one thread, not kept.
class ReadTransaction {
 public:
  virtual ~ReadTransaction() = default;

  virtual std::shared_ptr<const User> find_user(const UserId& id) = 0;
  virtual std::shared_ptr<const User> find_user_by_email(std::string_view email) = 0;
  /// By the id that a client chose for them; not empty.
  virtual std::shared_ptr<const User> find_user_by_chosen_id(std::string_view chosen_id) = 0;
  virtual bool has_users() = 0;
  /// Users after `after` (all if absent) in the order of their ids, at most `limit`.
  virtual std::vector<User> list_users(std::optional<UserId> after, std::uint32_t limit) = 0;
  virtual std::optional<CommunicationPreferences> find_preferences(const UserId& user) = 0;

  virtual std::shared_ptr<const Token> find_token_by_secret(const SecretHash& hash) = 0;
  virtual std::optional<Token> find_token(const Owner& owner, const TokenId& id) = 0;
  virtual Page<Token> list_tokens(const Owner& owner, const TokenQuery& query) = 0;
  virtual std::uint64_t count_tokens(const Owner& owner) = 0;

  virtual std::shared_ptr<const ApiKey> find_api_key_by_secret(const SecretHash& hash) = 0;
  virtual std::optional<ApiKey> find_api_key(const OrganizationId& organization,
                                             const ApiKeyId& id) = 0;
  virtual std::optional<ApiKey> find_api_key_by_chosen_id(const OrganizationId& organization,
                                                          std::string_view id) = 0;
  /// An organization's, oldest first.
  virtual std::vector<ApiKey> api_keys_of(const OrganizationId& organization) = 0;
  virtual std::uint64_t count_api_keys(const OrganizationId& organization) = 0;

  virtual std::shared_ptr<const Session> find_session(const UserId& user, const SessionId& id) = 0;
  /// Oldest first, those that are over included until they are forgotten.
  virtual std::vector<Session> sessions_of(const UserId& user) = 0;
  /// How many a user has that are not over.
  virtual std::uint64_t count_sessions(const UserId& user, Timestamp now) = 0;
  virtual std::optional<SecondFactor> find_second_factor(const UserId& user) = 0;
  /// How many a user has left.
  virtual std::uint64_t count_recovery_codes(const UserId& user) = 0;
  virtual std::optional<ActionLink> find_action_link(const SecretHash& secret) = 0;

  virtual std::shared_ptr<const Organization> find_organization(const OrganizationId& id) = 0;
  /// Organizations after `after` in the order of their ids, at most `limit`; of one parent, or all.
  virtual std::vector<Organization> list_organizations(std::optional<OrganizationId> parent,
                                                       std::optional<OrganizationId> after,
                                                       std::uint32_t limit) = 0;
  /// Null: it says nothing of itself.
  virtual std::shared_ptr<const OrganizationProfile> find_organization_profile(
      const OrganizationId& organization) = 0;

  /// The places that are bound to the user (accepted or rejected), oldest first.
  virtual std::shared_ptr<const std::vector<Membership>> memberships_of(const UserId& user) = 0;
  /// The places that are offered to a mail address and not answered, oldest first.
  virtual std::vector<Membership> memberships_offered_to(std::string_view email) = 0;
  virtual std::optional<Membership> find_membership(const OrganizationId& organization,
                                                    const MembershipId& id) = 0;
  virtual std::optional<Membership> find_membership_by_email(const OrganizationId& organization,
                                                             std::string_view email) = 0;
  virtual Page<Membership> list_members(const OrganizationId& organization,
                                        const MemberQuery& query) = 0;
  /// Accepted members who own the organization.
  virtual std::uint64_t count_owners(const OrganizationId& organization) = 0;
  /// In any state.
  virtual std::uint64_t count_members(const OrganizationId& organization) = 0;

  /// All that were made to a mail address, oldest first.
  virtual std::vector<Invite> invites_to(std::string_view email) = 0;

  // What an organization has of its own, oldest first.
  virtual std::shared_ptr<const std::vector<Role>> roles_of(const OrganizationId& organization) = 0;
  /// Members who hold one of the organization's own roles.
  virtual std::uint64_t count_role_holders(const OrganizationId& organization,
                                           const RoleId& role) = 0;
  /// Places that hold one of them, in any state, at most `limit`.
  virtual std::vector<MembershipId> role_holders(const OrganizationId& organization,
                                                 const RoleId& role, std::uint32_t limit) = 0;
  virtual std::vector<ResourceGroup> resource_groups_of(const OrganizationId& organization) = 0;
  virtual std::vector<Zone> zones_of(const OrganizationId& organization) = 0;
  virtual std::optional<Zone> find_zone(const ZoneId& id) = 0;
  virtual std::optional<Zone> find_zone_by_name(std::string_view name) = 0;

  /// What is waiting and due at `now`, oldest first, at most `limit`.
  virtual std::vector<Mail> due_mail(Timestamp now, std::uint32_t limit) = 0;
  /// Mail in one state after `after`, in the order of their ids, at most `limit`.
  virtual std::vector<Mail> list_mail(MailState state, std::optional<MailId> after,
                                      std::uint32_t limit) = 0;
  virtual std::uint64_t count_mail(MailState state) = 0;
  virtual std::optional<Mail> find_mail(const MailId& id) = 0;

  /// What an earlier request of a credential with this key was answered.
  virtual std::optional<KeptAnswer> find_answer(const IdBytes& credential,
                                                std::string_view key) = 0;

  virtual std::optional<Subscription> find_subscription(const Owner& owner,
                                                        const SubscriptionId& id) = 0;
  /// In any state, oldest first.
  virtual std::vector<Subscription> subscriptions_of(const Owner& owner) = 0;
  /// The same of those that are sold for one zone of theirs, or for none.
  virtual std::vector<Subscription> subscriptions_for(const Owner& owner,
                                                      const std::optional<ZoneId>& zone) = 0;
  /// When an owner will next be charged for going on: the end of a period that something follows which
  /// costs something here; no value if nothing will.
  virtual std::optional<Timestamp> next_charge_at(const Owner& owner) = 0;
  /// Those of an owner that have not ended: of one zone of theirs, or of none.
  virtual std::uint64_t count_open_subscriptions(const Owner& owner,
                                                 const std::optional<ZoneId>& zone) = 0;
  /// Those to which something happens by itself at or before `now`, longest due first, at most
  /// `limit`.
  virtual std::vector<SubscriptionKey> due_subscriptions(Timestamp now, std::uint32_t limit) = 0;
  /// Those that owe something, in any state, after `after` in the order of owner and id, at
  /// most `limit`.
  virtual std::vector<Subscription> owing_subscriptions(const std::optional<SubscriptionKey>& after,
                                                        std::uint32_t limit) = 0;

  virtual std::optional<BillingProfile> find_billing_profile(const Owner& owner) = 0;
  /// What an owner owes in each currency that was ever booked for them, in the order of the codes.
  virtual std::vector<Money> balances_of(const Owner& owner) = 0;
  virtual Page<BillingItem> list_billing_items(const Owner& owner,
                                               const BillingItemQuery& query) = 0;
  /// Items after a place in the ledger, as they were booked, at most `limit`.
  virtual std::vector<BillingItem> billing_items_after(const Owner& owner, std::uint64_t sequence,
                                                       std::uint32_t limit) = 0;
  /// Whoever has a ledger or a subscription, after an id in the order of ids, at most `limit`.
  virtual std::vector<Owner> list_billing_owners(const std::optional<IdBytes>& after,
                                                 std::uint32_t limit) = 0;
  /// Whoever it is of: a reference names one payment of the installation, and an id one event.
  virtual std::optional<Payment> find_payment(std::string_view reference) = 0;
  virtual std::optional<ReceivedPaymentEvent> find_payment_event(std::string_view id) = 0;

  /// The positions that a log has now.
  virtual AuditBounds audit_bounds(const AuditLog& log) = 0;
  /// Entries from `from` on in a direction, at most `limit`. An entry of a user's view whose record
  /// is no longer kept is passed over.
  virtual std::vector<AuditEntry> read_audit_log(const AuditLog& log, std::uint64_t from,
                                                 Direction direction, std::uint32_t limit) = 0;
  /// When what stands at a position happened; no value if nothing does.
  virtual std::optional<Timestamp> audit_time(const AuditLog& log, std::uint64_t position) = 0;
  virtual std::optional<AuditRecord> find_audit_record(const AuditRecordId& id) = 0;

  // For those who check, sign and send logs on.
  virtual std::optional<AuditHead> find_audit_head(const IdBytes& owner) = 0;
  /// Heads of owners after `after`, in the order of their ids, at most `limit`.
  virtual std::vector<AuditHead> list_audit_heads(std::optional<IdBytes> after,
                                                  std::uint32_t limit) = 0;
  /// Heads with records that no checkpoint vouches for, at most `limit`.
  virtual std::vector<AuditHead> unsigned_audit_heads(std::uint32_t limit) = 0;
  /// Records in the order of owner and sequence, after those two, at most `limit`.
  virtual std::vector<StoredAuditRecord> stored_audit_records(const IdBytes& after_owner,
                                                              std::uint64_t after_sequence,
                                                              std::uint32_t limit) = 0;
  /// Checkpoints of an owner at or after a sequence number, oldest first, at most `limit`.
  virtual std::vector<AuditCheckpoint> audit_checkpoints(const IdBytes& owner,
                                                         std::uint64_t from_sequence,
                                                         std::uint32_t limit) = 0;
  /// Users who have a view, after `after` in the order of their ids, at most `limit`.
  virtual std::vector<UserId> list_audit_views(std::optional<UserId> after,
                                               std::uint32_t limit) = 0;
  /// Logs whose next attempt is due, longest due first, at most `limit`.
  virtual std::vector<AuditDelivery> due_audit_deliveries(Timestamp now, std::uint32_t limit) = 0;
  virtual std::uint64_t count_audit_deliveries() = 0;
};

/// Reads and changes that commit together or not at all. A read sees the changes before it, and nothing
/// that others commit meanwhile: of two that race for one thing, one throws StoreConflict or runs
/// again.
/// Inserting what is there (same id, mail address or secret) throws StoreConflict; updating or
/// deleting what is not there returns false.
class WriteTransaction : public ReadTransaction {
 public:
  virtual void insert_user(const User& user) = 0;
  /// Replaces every column but `id`, `chosen_id` and `created_at`.
  virtual bool update_user(const User& user) = 0;

  virtual void put_preferences(const UserId& user, const CommunicationPreferences& preferences) = 0;

  virtual void insert_token(const Token& token, const SecretHash& secret) = 0;
  /// Replaces name, status, policies, condition, window, modified_at. Keeps the secret, issued_at,
  /// last_used_at and the creator.
  virtual bool update_token(const Token& token) = 0;
  /// Replaces the secret, and sets modified_at.
  virtual bool replace_token_secret(const Owner& owner, const TokenId& id, const SecretHash& secret,
                                    Timestamp modified_at) = 0;
  virtual bool delete_token(const Owner& owner, const TokenId& id) = 0;
  /// Moves last_used_at forward, never back. Unknown tokens are passed over.
  virtual void record_token_use(const Owner& owner, const TokenId& id, Timestamp used_at) = 0;

  virtual void insert_api_key(const ApiKey& key, const SecretHash& secret) = 0;
  /// Replaces name, acl, allowed_networks and modified_at.
  virtual bool update_api_key(const ApiKey& key) = 0;
  virtual bool delete_api_key(const UserId& user, const ApiKeyId& id) = 0;

  virtual void insert_session(const Session& session) = 0;
  /// Replaces permissions, expires_at and modified_at.
  virtual bool update_session(const Session& session) = 0;
  /// Takes the sessions with it that emulate in it.
  virtual bool delete_session(const UserId& user, const SessionId& id) = 0;
  /// Ends all of a user, but for one. Returns how many.
  virtual std::uint64_t delete_sessions_of(const UserId& user,
                                           const std::optional<SessionId>& except) = 0;
  /// Forgets sessions that ended before `before`, at most `limit`. Returns how many.
  virtual std::uint64_t forget_sessions(Timestamp before, std::uint32_t limit) = 0;

  /// Inserts, or replaces every column but `created_at`.
  virtual void put_second_factor(const SecondFactor& factor) = 0;
  /// Takes the recovery codes with it.
  virtual bool delete_second_factor(const UserId& user) = 0;
  /// Replaces all that there were.
  virtual void put_recovery_codes(const UserId& user, const std::vector<SecretHash>& codes) = 0;
  /// Uses one up. False if it is none, or no longer.
  virtual bool take_recovery_code(const UserId& user, const SecretHash& code) = 0;

  /// Takes the place of the one that the user has for the same purpose.
  virtual void put_action_link(const ActionLink& link, const SecretHash& secret) = 0;
  virtual bool delete_action_link(const UserId& user, LinkPurpose purpose) = 0;
  /// Forgets links that were over before `before`, at most `limit`. Returns how many.
  virtual std::uint64_t forget_action_links(Timestamp before, std::uint32_t limit) = 0;

  virtual void insert_organization(const Organization& organization) = 0;
  /// Replaces every column but `id` and `created_at`.
  virtual bool update_organization(const Organization& organization) = 0;
  /// Takes everything with it that lies in the organization: memberships and invites, roles,
  /// resource groups, zones, tokens, organization keys, its profiles. Its audit records stay,
  /// and so do its ledger and its subscriptions. Organizations below it lose their parent.
  virtual bool delete_organization(const OrganizationId& id) = 0;
  /// Inserts, or replaces.
  virtual void put_organization_profile(const OrganizationProfile& profile) = 0;

  // An organization that has an owner keeps one: a change that takes the last one away throws
  // StoreConflict, however it was reached.
  virtual void insert_membership(const Membership& membership) = 0;
  /// Replaces every column but `id`, `organization` and `created_at`.
  virtual bool update_membership(const Membership& membership) = 0;
  virtual bool delete_membership(const OrganizationId& organization, const MembershipId& id) = 0;

  virtual void insert_invite(const Invite& invite) = 0;
  /// Replaces the status.
  virtual bool update_invite(const Invite& invite) = 0;
  virtual bool delete_invite(const Invite& invite) = 0;

  virtual void insert_role(const Role& role) = 0;
  /// Replaces every column but `id`, `organization`, `chosen_id` and `created_at`.
  virtual bool update_role(const Role& role) = 0;
  /// Places and roles that name it go on doing so, and it says nothing there.
  virtual bool delete_role(const OrganizationId& organization, const RoleId& id) = 0;
  virtual void insert_zone(const Zone& zone) = 0;
  virtual bool delete_zone(const Zone& zone) = 0;
  virtual void insert_resource_group(const ResourceGroup& group) = 0;
  /// Replaces name, zones and modified_at.
  virtual bool update_resource_group(const ResourceGroup& group) = 0;
  virtual bool delete_resource_group(const OrganizationId& organization,
                                     const ResourceGroupId& id) = 0;

  virtual void insert_mail(const Mail& mail) = 0;
  /// Replaces state, attempts, next_attempt_at and last_error.
  virtual bool update_mail(const Mail& mail) = 0;
  virtual bool delete_mail(const MailId& id) = 0;

  /// Takes the place of an answer that is over (`limits::kIdempotencyLifetime` older or more); of a
  /// newer one throws StoreConflict.
  virtual void keep_answer(const IdBytes& credential, std::string_view key,
                           const KeptAnswer& answer) = 0;
  /// Forgets answers that were given before `before`, at most `limit`. Returns how many.
  virtual std::uint64_t forget_answers(Timestamp before, std::uint32_t limit) = 0;

  /// `next_step_at` is when something happens to it by itself; absent: never again. A plan for zones
  /// also says what levels of zones its organization has (`Organization::zone_levels`).
  virtual void insert_subscription(const Subscription& subscription,
                                   std::optional<Timestamp> next_step_at) = 0;
  /// Replaces every column but `id`, `owner`, `zone` and `created_at`.
  virtual bool update_subscription(const Subscription& subscription,
                                   std::optional<Timestamp> next_step_at) = 0;
  /// Inserts, or replaces every column but `created_at`.
  virtual void put_billing_profile(const BillingProfile& profile) = 0;
  /// Gives the item its place in the owner's ledger and the balance after it. The same id twice
  /// throws StoreConflict.
  virtual void append_billing_item(BillingItem item) = 0;
  /// Inserts, or replaces the sums.
  virtual void put_payment(const Payment& payment) = 0;
  virtual void insert_payment_event(const ReceivedPaymentEvent& event) = 0;

  /// Gives the record its sequence number and its hash, and a time no earlier than that of the one
  /// before it; puts it into the views of the user whose log it is and of the user who acted.
  virtual void append_audit_record(AuditRecord record) = 0;
  /// Forgets an owner's records before `first_sequence`, but not the newest, and what remembers them
  /// alone. Returns how many.
  virtual std::uint64_t prune_audit_log(const IdBytes& owner, std::uint64_t first_sequence) = 0;
  /// Forgets what a user's view says of the time before `before`.
  virtual void prune_audit_view(const UserId& user, Timestamp before) = 0;
  /// Stores a checkpoint on the state of a log, and notes that it vouches for that.
  virtual void insert_audit_checkpoint(const AuditCheckpoint& checkpoint) = 0;
  virtual bool update_audit_delivery(const AuditDelivery& delivery) = 0;
  /// Forgets a delivery if all of the log has been sent. False if there is more.
  virtual bool end_audit_delivery(const AuditDelivery& delivery) = 0;
};

/// The body of a write. It may run twice (a transaction that lost a race is tried again), so it
/// changes nothing outside of the transaction but what it overwrites whole. Returning false, like
/// throwing, rolls back everything it did.
using WriteBody = std::move_only_function<bool(WriteTransaction&)>;
using ReadBody = std::move_only_function<void(ReadTransaction&)>;

/// What became of a body: null if it committed (or rolled back because it returned false), else
/// what it or the store threw. A write is durable before its completion is called.
using Completion = std::move_only_function<void(std::exception_ptr)>;

/// A store as one event loop (or the command line) uses it. One thread uses a session.
class StoreSession {
 public:
  virtual ~StoreSession() = default;

  /// Where the engine reads on the calling thread (SQLite): runs `body` at once and returns true.
  /// Else false, with nothing done: use `read`. What `body` or the store throws comes out of this
  /// call.
  virtual bool read_here(FunctionRef<void(ReadTransaction&)> body) = 0;
  /// Runs `body` where the engine reads, then `done` on the session's thread.
  virtual void read(ReadBody body, Completion done) = 0;
  /// The same where a read that takes long holds nobody up.
  virtual void read_aside(ReadBody body, Completion done) = 0;
  /// Runs `body` where the engine writes, in a transaction of its own that other writes may share a
  /// commit with, then `done` on the session's thread, in the order of the calls.
  virtual void write(WriteBody body, Completion done) = 0;
};

/// How the store gets back to a session's thread.
using Post = std::function<void(std::move_only_function<void()>)>;

/// A store of one engine. Thread-safe.
class Store {
 public:
  virtual ~Store() = default;

  virtual std::unique_ptr<StoreSession> open_session(Post post) = 0;

  /// Runs `body` in a transaction and waits for the commit. For the command line and tests, never
  /// on an event loop. Throws what the body or the store threw.
  virtual void write_and_wait(WriteBody body) = 0;
  virtual void read_and_wait(ReadBody body) = 0;

  /// Throws StoreUnavailable if the store cannot be read and written now.
  virtual void check() = 0;
  /// Lets queued writes finish and stops the engine's threads. Later writes fail with
  /// StoreUnavailable.
  virtual void close() = 0;

  /// Counters for the metrics.
  struct Statistics {
    std::uint64_t write_transactions = 0;
    std::uint64_t commits = 0;  ///< groups: one sync each
    std::uint64_t write_failures = 0;
    std::uint64_t cache_hits = 0;
    std::uint64_t cache_misses = 0;
  };
  [[nodiscard]] virtual Statistics statistics() const = 0;
};

}  // namespace selfsame::core
