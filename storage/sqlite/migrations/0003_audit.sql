-- Audit logs as hash chains, one for each owner (a user, an organization, the installation), with
-- the server's signatures on them. What was recorded before is sealed by the program right after
-- this has run (storage/sqlite/seal_old_records.cpp); until then it lies in old_audit_records.

ALTER TABLE audit_records RENAME TO old_audit_records;
CREATE INDEX old_audit_records_by_time ON old_audit_records (occurred_at, id);

CREATE TABLE audit_records (
  owner_id BLOB NOT NULL CHECK (length(owner_id) = 16),
  sequence INTEGER NOT NULL CHECK (sequence > 0),
  id BLOB NOT NULL CHECK (length(id) = 16),
  owner_kind INTEGER NOT NULL CHECK (owner_kind IN (1, 2, 3)),
  occurred_at INTEGER NOT NULL,
  operation TEXT NOT NULL,
  action TEXT NOT NULL,
  outcome INTEGER NOT NULL CHECK (outcome IN (1, 2)),
  refusal TEXT NOT NULL,
  actor_id BLOB,
  effective_actor_id BLOB,
  actor_email TEXT NOT NULL,
  credential_kind INTEGER NOT NULL CHECK (credential_kind BETWEEN 1 AND 5),
  credential_id BLOB,
  credential_name TEXT NOT NULL,
  resource_kind TEXT NOT NULL,
  resource_id TEXT NOT NULL,
  zone_id BLOB,
  zone_name TEXT NOT NULL,
  changes TEXT NOT NULL,
  client_address BLOB,
  user_agent TEXT NOT NULL,
  request_id BLOB,
  method TEXT NOT NULL,
  path TEXT NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (owner_id, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_records_by_id ON audit_records (id);

-- Where each log ends, and where what is kept of it begins.
CREATE TABLE audit_heads (
  owner_id BLOB NOT NULL PRIMARY KEY CHECK (length(owner_id) = 16),
  owner_kind INTEGER NOT NULL CHECK (owner_kind IN (1, 2, 3)),
  first_sequence INTEGER NOT NULL,
  hash_before_first BLOB NOT NULL CHECK (length(hash_before_first) = 32),
  sequence INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  occurred_at INTEGER NOT NULL,
  signed_sequence INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_heads_unsigned ON audit_heads (owner_id) WHERE signed_sequence < sequence;

-- What a user sees: their own records, and those of what they did in the logs of others.
CREATE TABLE audit_views (
  user_id BLOB NOT NULL CHECK (length(user_id) = 16),
  position INTEGER NOT NULL CHECK (position > 0),
  owner_id BLOB NOT NULL,
  sequence INTEGER NOT NULL,
  occurred_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_checkpoints (
  owner_id BLOB NOT NULL CHECK (length(owner_id) = 16),
  sequence INTEGER NOT NULL,
  owner_kind INTEGER NOT NULL CHECK (owner_kind IN (1, 2, 3)),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  signed_at INTEGER NOT NULL,
  key_id TEXT NOT NULL,
  signature BLOB NOT NULL,
  PRIMARY KEY (owner_id, sequence)
) STRICT, WITHOUT ROWID;

-- Logs whose records wait to be sent to the webhook.
CREATE TABLE audit_deliveries (
  owner_id BLOB NOT NULL PRIMARY KEY CHECK (length(owner_id) = 16),
  delivered_sequence INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  next_attempt_at INTEGER NOT NULL,
  last_error TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_deliveries_by_due_time ON audit_deliveries (next_attempt_at, owner_id);
