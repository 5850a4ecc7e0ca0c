-- Sign-in: sessions, second factors, links that do one thing; what a profile says beyond a name.

ALTER TABLE users ADD COLUMN mobile_phone TEXT;
ALTER TABLE users ADD COLUMN reporting_currency TEXT;
ALTER TABLE users ADD COLUMN signed_in_at INTEGER;
-- A JSON object that is the person's own, as it was given; null if they cleared it.
ALTER TABLE users ADD COLUMN preferences TEXT DEFAULT '{}';

CREATE TABLE sessions (
  user_id BLOB NOT NULL REFERENCES users (id),
  id BLOB NOT NULL CHECK (length(id) = 16),
  emulated_from BLOB,
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  permissions TEXT NOT NULL,
  PRIMARY KEY (user_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_end ON sessions (expires_at);

-- The secret is sealed by a key that is not in here.
CREATE TABLE second_factors (
  user_id BLOB NOT NULL PRIMARY KEY REFERENCES users (id),
  state INTEGER NOT NULL CHECK (state IN (1, 2)),
  last_step INTEGER,
  last_proof_at INTEGER,
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  sealed_secret BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Those that were not used.
CREATE TABLE recovery_codes (
  user_id BLOB NOT NULL REFERENCES users (id),
  code_hash BLOB NOT NULL CHECK (length(code_hash) = 32),
  PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;

-- One open link of each purpose for a user: a new one takes the place of the one before.
CREATE TABLE action_links (
  user_id BLOB NOT NULL REFERENCES users (id),
  purpose INTEGER NOT NULL CHECK (purpose IN (1, 2, 3)),
  id BLOB NOT NULL CHECK (length(id) = 16),
  secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, purpose)
) STRICT, WITHOUT ROWID;
CREATE INDEX action_links_by_end ON action_links (expires_at);
CREATE TABLE action_link_secrets (
  secret_hash BLOB NOT NULL PRIMARY KEY CHECK (length(secret_hash) = 32),
  user_id BLOB NOT NULL,
  purpose INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What was done in a session, or by nobody yet known, has a kind of credential of its own. Only the check
-- changes, nothing that is stored: https://www.sqlite.org/lang_altertable.html, section 7.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema
  SET sql = replace(sql, 'credential_kind BETWEEN 1 AND 5', 'credential_kind BETWEEN 1 AND 7')
  WHERE type = 'table' AND name = 'audit_records';
PRAGMA writable_schema = RESET;
