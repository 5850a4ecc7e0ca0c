#include <algorithm>

#include "dialects/native/subscription_codec.h"
#include "server/admin_command.h"
#include "server/admin_commands.h"

namespace selfsame::server {
namespace {

using http::Method;

const Columns kDueColumns{"owner_id", "subscription_id", "amount",
                          "state",    "failures",        "next_attempt_at"};
const Columns kItemColumns{"sequence", "occurred_at", "type",       "action",
                           "amount",   "balance",     "description"};
const Columns kBalanceColumns{"amount"};
const Columns kSubscriptionColumns{"id",    "plan",    "zone",  "frequency",
                                   "price", "balance", "state", "period"};

const CLI::Validator kDuePlace(
    [](const std::string& text) {
      return native::parse_subscription_key(text) ? std::string()
                                                  : text + " is not OWNER:SUBSCRIPTION";
    },
    "OWNER:SUBSCRIPTION");

const CLI::Validator kSequence(
    [](const std::string& text) {
      const bool digits =
          !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
      return digits ? std::string() : "must be a sequence number, not " + text;
    },
    "SEQUENCE");

constexpr const char* kOwner = "Id of the user or the organization";
constexpr const char* kSubscription = "Id of the subscription";

}  // namespace

void AdminCommands::add_billing(CLI::App& app) {
  auto& group =
      add_group(app, "billing", "Who owes what: due, show, items, adjust, cancel, verify");

  add(group, "due", "List the subscriptions that owe something")
      .does(Method::get, "/payments/due")
      .lists(kDueColumns, "Show those after this one", kDuePlace);

  auto& show = add(group, "show", "Show a billing profile, balances and subscriptions");
  show.takes_id("owner", kOwner);
  show.parts = {{"profile", "/billing/{id}/profile"},
                {"balances", "/billing/{id}/balances", &kBalanceColumns},
                {"subscriptions", "/billing/{id}/subscriptions", &kSubscriptionColumns}};

  auto& items = add(group, "items", "List what was booked, oldest first")
                    .does(Method::get, "/billing/{id}/items");
  items.takes_id("owner", kOwner);
  items.lists(kItemColumns, "Show those after this sequence number", kSequence);

  auto& adjust = add(group, "adjust", "Charge or credit a subscription by hand")
                     .does(Method::post, "/billing/{id}/adjustments");
  adjust.takes_id("owner", kOwner);
  adjust.text("subscription", "subscription_id", kSubscription)->required()->transform(kId);
  adjust
      .number("--amount", "amount", "In minor units, e.g. 500 for 5.00 USD; below zero credits it")
      ->required();
  adjust.text("--currency", "currency", "Currency of the subscription, e.g. USD")->required();
  adjust.text("--description", "description", "Why; the owner reads it")->required();

  auto& cancel = add(group, "cancel", "End a subscription with its period")
                     .does(Method::post, "/billing/{id}/subscriptions/{id}/cancel");
  cancel.takes_id("owner", kOwner);
  cancel.takes_item("subscription", kSubscription);
  cancel.request.body["when"] = "period_end";
  cancel.app->add_flag_callback(
      "--now", [&cancel] { cancel.request.body["when"] = "now"; },
      "End it at once, and credit what is unused");
}

}  // namespace selfsame::server
