-- What the keys of an organization are restricted to, keys that prove nobody, and what organizations
-- say of themselves.

CREATE TABLE restricted_api_keys (
  user_id BLOB NOT NULL REFERENCES users (id),
  id BLOB NOT NULL CHECK (length(id) = 16),
  secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
  kind INTEGER NOT NULL CHECK (kind IN (1, 2, 3)),
  organization_id BLOB,
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  name TEXT NOT NULL,
  -- By a client; organization_api_keys sees that it is unique.
  chosen_id TEXT,
  -- What may be shown of the secret: its last characters, or all of one that is no secret.
  shown_secret TEXT NOT NULL,
  acl TEXT NOT NULL,
  allowed_networks TEXT NOT NULL,
  PRIMARY KEY (user_id, id),
  CHECK ((kind = 1) = (organization_id IS NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO restricted_api_keys (user_id, id, secret_hash, kind, organization_id, created_at,
    modified_at, name, chosen_id, shown_secret, acl, allowed_networks)
  SELECT user_id, id, secret_hash, kind, organization_id, created_at, created_at, name, NULL, '',
    '[]', '[]'
  FROM api_keys;
DROP TABLE api_keys;
ALTER TABLE restricted_api_keys RENAME TO api_keys;

ALTER TABLE organization_api_keys ADD COLUMN chosen_id TEXT;
CREATE UNIQUE INDEX organization_api_keys_by_chosen_id
  ON organization_api_keys (organization_id, chosen_id);

CREATE TABLE organization_profiles (
  organization_id BLOB NOT NULL PRIMARY KEY REFERENCES organizations (id) ON DELETE CASCADE,
  website TEXT,
  address TEXT,
  address2 TEXT,
  city TEXT,
  region TEXT,
  country TEXT,
  postal_code TEXT,
  phone_numbers TEXT NOT NULL,
  emails TEXT NOT NULL,
  tax_descriptor TEXT,
  invoice_time_zone TEXT NOT NULL,
  report_currency TEXT NOT NULL,
  questionnaire TEXT,
  settings TEXT,
  tax_numbers TEXT
) STRICT, WITHOUT ROWID;
