-- Subscriptions, ledgers, billing profiles, payments, and the answers to requests that may come again.
-- Amounts are whole numbers of a currency's smallest unit; `exponent` says how many decimals the
-- currency had when the amount was booked.

-- What kinds of plans its zones have, of subscriptions that run: 1 pro, 2 business, 4 enterprise, and
-- their sums. Kept by the statements.
ALTER TABLE organizations
  ADD COLUMN zone_levels INTEGER NOT NULL DEFAULT 0 CHECK (zone_levels BETWEEN 0 AND 7);

-- What it held said only which organization an earlier request had made. Whole answers are kept now,
-- for a day; a request from before this that comes again after it is a new one.
DROP TABLE idempotency_results;
CREATE TABLE kept_answers (
  credential_id BLOB NOT NULL CHECK (length(credential_id) = 16),
  request_key TEXT NOT NULL,
  request_hash BLOB NOT NULL CHECK (length(request_hash) = 32),
  status INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  sealed_body BLOB NOT NULL,
  PRIMARY KEY (credential_id, request_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX kept_answers_by_age ON kept_answers (created_at);

-- Outlives its organization, as the ledger does: hence no reference to it.
CREATE TABLE subscriptions (
  owner_id BLOB NOT NULL CHECK (length(owner_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  owner_kind INTEGER NOT NULL CHECK (owner_kind IN (1, 2)),
  zone_id BLOB CHECK (length(zone_id) = 16),
  -- 1 trial, 2 provisioned, 3 paid, 4 awaiting payment, 5 cancelled, 6 failed, 7 expired.
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 7),
  next_step_at INTEGER,
  zone_level INTEGER NOT NULL CHECK (zone_level BETWEEN 0 AND 3),
  externally_managed INTEGER NOT NULL CHECK (externally_managed IN (0, 1)),
  is_contract INTEGER NOT NULL CHECK (is_contract IN (0, 1)),
  frequency INTEGER NOT NULL CHECK (frequency BETWEEN 1 AND 4),
  price INTEGER NOT NULL CHECK (price >= 0),
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  exponent INTEGER NOT NULL CHECK (exponent >= 0),
  anchor INTEGER NOT NULL,
  period_number INTEGER NOT NULL CHECK (period_number >= 0),
  period_start INTEGER NOT NULL,
  period_end INTEGER NOT NULL,
  cancels_at_period_end INTEGER NOT NULL CHECK (cancels_at_period_end IN (0, 1)),
  period_charged INTEGER NOT NULL CHECK (period_charged IN (0, 1)),
  balance INTEGER NOT NULL,
  due_since INTEGER,
  failures INTEGER NOT NULL CHECK (failures >= 0),
  next_attempt_at INTEGER,
  failed_at INTEGER,
  last_payment_at INTEGER,
  ended_at INTEGER,
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  time_zone TEXT NOT NULL,
  zone_name TEXT NOT NULL,
  plan_id TEXT NOT NULL,
  plan_name TEXT NOT NULL,
  plan_sets TEXT NOT NULL,
  PRIMARY KEY (owner_id, id),
  CHECK (period_start < period_end)
) STRICT, WITHOUT ROWID;
CREATE INDEX subscriptions_due ON subscriptions (next_step_at, owner_id, id, owner_kind)
  WHERE next_step_at IS NOT NULL;
CREATE INDEX subscriptions_by_zone ON subscriptions (owner_id, owner_kind, zone_id);
CREATE INDEX subscriptions_owing ON subscriptions (owner_id, id) WHERE balance > 0;
-- These hold all that is asked.
CREATE INDEX subscriptions_open ON subscriptions (owner_id, owner_kind, zone_id, state)
  WHERE state IN (1, 2, 3, 4, 6);
CREATE INDEX subscriptions_of_zones
  ON subscriptions (owner_id, owner_kind, zone_level, zone_id, state)
  WHERE zone_id IS NOT NULL AND state IN (1, 2, 3, 4);

-- A ledger for each owner: numbered without gaps, each item with what the owner owes in its currency
-- from then on.
CREATE TABLE billing_items (
  owner_id BLOB NOT NULL CHECK (length(owner_id) = 16),
  sequence INTEGER NOT NULL CHECK (sequence > 0),
  id BLOB NOT NULL CHECK (length(id) = 16),
  owner_kind INTEGER NOT NULL CHECK (owner_kind IN (1, 2)),
  occurred_at INTEGER NOT NULL,
  -- Both are numbered in the order of their names.
  type INTEGER NOT NULL CHECK (type BETWEEN 1 AND 4),
  action INTEGER NOT NULL CHECK (action BETWEEN 1 AND 7),
  -- Charges and refunds are owed, credits and payments are not any more.
  amount INTEGER NOT NULL CHECK (amount <> 0),
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  exponent INTEGER NOT NULL CHECK (exponent >= 0),
  balance INTEGER NOT NULL,
  subscription_id BLOB CHECK (length(subscription_id) = 16),
  zone_id BLOB CHECK (length(zone_id) = 16),
  period_start INTEGER,
  period_end INTEGER,
  zone_name TEXT NOT NULL,
  payment TEXT NOT NULL,
  description TEXT NOT NULL,
  PRIMARY KEY (owner_id, sequence),
  CHECK ((amount > 0) = (type IN (1, 4))),
  CHECK ((period_start IS NULL) = (period_end IS NULL)),
  CHECK (period_start <= period_end)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX billing_items_by_id ON billing_items (owner_id, id);
CREATE INDEX billing_items_by_currency
  ON billing_items (owner_id, currency, exponent, sequence DESC);
-- Each holds all that its list needs to find a page, whatever it leaves out.
CREATE INDEX billing_items_by_time
  ON billing_items (owner_id, occurred_at, sequence, type, action);
CREATE INDEX billing_items_by_type
  ON billing_items (owner_id, type, sequence, action, occurred_at);
CREATE INDEX billing_items_by_action
  ON billing_items (owner_id, action, sequence, type, occurred_at);

CREATE TRIGGER billing_items_updated BEFORE UPDATE ON billing_items BEGIN
  SELECT RAISE(ABORT, 'billing items are never changed');
END;
CREATE TRIGGER billing_items_deleted BEFORE DELETE ON billing_items BEGIN
  SELECT RAISE(ABORT, 'billing items are never changed');
END;

CREATE TABLE billing_profiles (
  owner_id BLOB NOT NULL PRIMARY KEY CHECK (length(owner_id) = 16),
  owner_kind INTEGER NOT NULL CHECK (owner_kind IN (1, 2)),
  -- Of a card that is known: its brand and the last four digits, never its number.
  card_brand TEXT,
  card_last_four TEXT,
  card_expiry_month INTEGER CHECK (card_expiry_month BETWEEN 1 AND 12),
  card_expiry_year INTEGER,
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  -- Pairs of a name and a text, of what was said.
  texts TEXT NOT NULL,
  CHECK ((card_brand IS NULL) = (card_last_four IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE payments (
  reference TEXT NOT NULL PRIMARY KEY,
  owner_id BLOB NOT NULL CHECK (length(owner_id) = 16),
  owner_kind INTEGER NOT NULL CHECK (owner_kind IN (1, 2)),
  subscription_id BLOB NOT NULL CHECK (length(subscription_id) = 16),
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  exponent INTEGER NOT NULL CHECK (exponent >= 0),
  paid INTEGER NOT NULL,
  refunded INTEGER NOT NULL,
  CHECK (refunded BETWEEN 0 AND paid)
) STRICT, WITHOUT ROWID;

-- What became of each report of a payment, for when the same one comes again.
CREATE TABLE payment_events (
  event_id TEXT NOT NULL PRIMARY KEY,
  owner_id BLOB NOT NULL CHECK (length(owner_id) = 16),
  owner_kind INTEGER NOT NULL CHECK (owner_kind IN (1, 2)),
  content_hash BLOB NOT NULL CHECK (length(content_hash) = 32),
  outcome INTEGER NOT NULL CHECK (outcome IN (1, 2)),
  received_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
