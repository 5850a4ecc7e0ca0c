-- Ids are 16 bytes, times microseconds since 1970 in UTC, choices numbers (storage/sql/row_mapping).
-- A table's key begins with its owner's id. Long columns stand last, where reading the others does
-- not pass them.

CREATE TABLE users (
  id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  email TEXT NOT NULL,
  username TEXT NOT NULL,
  first_name TEXT,
  last_name TEXT,
  telephone TEXT,
  country TEXT,
  zipcode TEXT,
  two_factor_enabled INTEGER NOT NULL CHECK (two_factor_enabled IN (0, 1)),
  suspended INTEGER NOT NULL CHECK (suspended IN (0, 1)),
  password_hash TEXT,
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE user_emails (
  email_key TEXT NOT NULL PRIMARY KEY,
  user_id BLOB NOT NULL CHECK (length(user_id) = 16)
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
  user_id BLOB NOT NULL REFERENCES users (id),
  id BLOB NOT NULL CHECK (length(id) = 16),
  secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
  status INTEGER NOT NULL CHECK (status IN (1, 2)),
  not_before INTEGER,
  expires_at INTEGER,
  issued_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  last_used_at INTEGER,
  name TEXT NOT NULL,
  condition TEXT,
  policies TEXT NOT NULL,
  PRIMARY KEY (user_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE token_secrets (
  secret_hash BLOB NOT NULL PRIMARY KEY CHECK (length(secret_hash) = 32),
  user_id BLOB NOT NULL,
  token_id BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE organizations (
  id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE memberships (
  user_id BLOB NOT NULL REFERENCES users (id),
  id BLOB NOT NULL CHECK (length(id) = 16),
  organization_id BLOB NOT NULL REFERENCES organizations (id),
  is_owner INTEGER NOT NULL CHECK (is_owner IN (0, 1)),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, id),
  UNIQUE (user_id, organization_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE api_keys (
  user_id BLOB NOT NULL REFERENCES users (id),
  id BLOB NOT NULL CHECK (length(id) = 16),
  secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
  kind INTEGER NOT NULL CHECK (kind IN (1, 2)),
  organization_id BLOB,
  created_at INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (user_id, id),
  CHECK ((kind = 2) = (organization_id IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE api_key_secrets (
  secret_hash BLOB NOT NULL PRIMARY KEY CHECK (length(secret_hash) = 32),
  user_id BLOB NOT NULL,
  api_key_id BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_records (
  owner_id BLOB NOT NULL CHECK (length(owner_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  occurred_at INTEGER NOT NULL,
  operation TEXT NOT NULL,
  action TEXT NOT NULL,
  actor_id BLOB,
  actor_email TEXT NOT NULL,
  credential_kind INTEGER NOT NULL CHECK (credential_kind BETWEEN 1 AND 4),
  credential_id BLOB,
  resource_kind TEXT NOT NULL,
  resource_id TEXT NOT NULL,
  client_address BLOB,
  request_id BLOB,
  user_agent TEXT NOT NULL,
  changes TEXT NOT NULL,
  PRIMARY KEY (owner_id, id)
) STRICT, WITHOUT ROWID;

-- What check() writes to see whether the store can be written.
CREATE TABLE write_probe (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  beats INTEGER NOT NULL,
  filler BLOB NOT NULL
) STRICT;
INSERT INTO write_probe (id, beats, filler) VALUES (1, 0, x'');
