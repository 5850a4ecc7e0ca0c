-- Organizations with members, roles, zones and tokens of their own, and the mail outbox.
-- What lies in an organization goes with its row (ON DELETE CASCADE); tables that are keyed by
-- something else (a user, a mail address, a name) are kept by the statements.

ALTER TABLE users
  ADD COLUMN email_verified INTEGER NOT NULL DEFAULT 1 CHECK (email_verified IN (0, 1));

ALTER TABLE organizations ADD COLUMN kind INTEGER NOT NULL DEFAULT 1 CHECK (kind IN (1, 2));
ALTER TABLE organizations ADD COLUMN tenant INTEGER NOT NULL DEFAULT 1 CHECK (tenant IN (1, 2, 3));
ALTER TABLE organizations ADD COLUMN parent_id BLOB CHECK (length(parent_id) = 16);
ALTER TABLE organizations ADD COLUMN abuse_contact_email TEXT;
ALTER TABLE organizations
  ADD COLUMN enforce_two_factor INTEGER NOT NULL DEFAULT 0 CHECK (enforce_two_factor IN (0, 1));
-- Accepted members who own it; kept by the triggers on memberships.
ALTER TABLE organizations
  ADD COLUMN owner_count INTEGER NOT NULL DEFAULT 0 CHECK (owner_count >= 0);

CREATE TABLE organization_children (
  parent_id BLOB NOT NULL,
  organization_id BLOB NOT NULL,
  PRIMARY KEY (parent_id, organization_id)
) STRICT, WITHOUT ROWID;

-- Whoever made a store before there were tenants runs the installation.
UPDATE organizations SET tenant = 3
  WHERE id = (SELECT id FROM organizations ORDER BY created_at, id LIMIT 1);

ALTER TABLE tokens RENAME TO old_tokens;
CREATE TABLE tokens (
  owner_id BLOB NOT NULL CHECK (length(owner_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  owner_kind INTEGER NOT NULL CHECK (owner_kind IN (1, 2)),
  secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
  status INTEGER NOT NULL CHECK (status IN (1, 2)),
  not_before INTEGER,
  expires_at INTEGER,
  issued_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  last_used_at INTEGER,
  name TEXT NOT NULL,
  creator_email TEXT NOT NULL,
  condition TEXT,
  policies TEXT NOT NULL,
  PRIMARY KEY (owner_id, id)
) STRICT, WITHOUT ROWID;
INSERT INTO tokens (owner_id, id, owner_kind, secret_hash, status, not_before, expires_at,
                    issued_at, modified_at, last_used_at, name, creator_email, condition, policies)
  SELECT user_id, id, 1, secret_hash, status, not_before, expires_at,
         issued_at, modified_at, last_used_at, name, '', condition, policies
  FROM old_tokens;
DROP TABLE old_tokens;

ALTER TABLE token_secrets RENAME TO old_token_secrets;
CREATE TABLE token_secrets (
  secret_hash BLOB NOT NULL PRIMARY KEY CHECK (length(secret_hash) = 32),
  owner_id BLOB NOT NULL,
  owner_kind INTEGER NOT NULL CHECK (owner_kind IN (1, 2)),
  token_id BLOB NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO token_secrets (secret_hash, owner_id, owner_kind, token_id)
  SELECT secret_hash, user_id, 1, token_id FROM old_token_secrets;
DROP TABLE old_token_secrets;

CREATE TABLE organization_api_keys (
  organization_id BLOB NOT NULL,
  user_id BLOB NOT NULL,
  api_key_id BLOB NOT NULL,
  PRIMARY KEY (organization_id, user_id, api_key_id)
) STRICT, WITHOUT ROWID;
INSERT INTO organization_api_keys (organization_id, user_id, api_key_id)
  SELECT organization_id, user_id, id FROM api_keys WHERE organization_id IS NOT NULL;

ALTER TABLE memberships RENAME TO old_memberships;
CREATE TABLE memberships (
  organization_id BLOB NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  id BLOB NOT NULL CHECK (length(id) = 16),
  -- Counts up as members join: where a member stands in the list.
  ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
  user_id BLOB REFERENCES users (id),
  status INTEGER NOT NULL CHECK (status IN (1, 2, 3)),
  is_owner INTEGER NOT NULL CHECK (is_owner IN (0, 1)),
  is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL,
  -- What lists sort by: the user's names in lower case; empty while nobody holds the place.
  first_name_key TEXT NOT NULL,
  last_name_key TEXT NOT NULL,
  roles TEXT NOT NULL,
  policies TEXT NOT NULL,
  permissions TEXT NOT NULL,
  allowed_networks TEXT NOT NULL,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, ordinal)
) STRICT, WITHOUT ROWID;
-- Each holds all that its list needs to find a page.
CREATE INDEX memberships_by_status ON memberships (organization_id, status, ordinal);
CREATE INDEX memberships_by_email ON memberships (organization_id, email_key, ordinal, status);
CREATE INDEX memberships_by_first_name
  ON memberships (organization_id, first_name_key, ordinal, status);
CREATE INDEX memberships_by_last_name
  ON memberships (organization_id, last_name_key, ordinal, status);

-- One place per user, and one per mail address, in an organization.
CREATE TABLE user_memberships (
  user_id BLOB NOT NULL,
  organization_id BLOB NOT NULL,
  membership_id BLOB NOT NULL,
  PRIMARY KEY (user_id, organization_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE email_memberships (
  email_key TEXT NOT NULL,
  organization_id BLOB NOT NULL,
  membership_id BLOB NOT NULL,
  PRIMARY KEY (email_key, organization_id)
) STRICT, WITHOUT ROWID;

-- How many members of each status there are among 1024 ordinals, so that a page far down the list
-- is found without counting all before it. Kept by the triggers.
CREATE TABLE membership_blocks (
  organization_id BLOB NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  block INTEGER NOT NULL,
  pending INTEGER NOT NULL CHECK (pending >= 0),
  accepted INTEGER NOT NULL CHECK (accepted >= 0),
  rejected INTEGER NOT NULL CHECK (rejected >= 0),
  PRIMARY KEY (organization_id, block)
) STRICT, WITHOUT ROWID;

-- The same for the lists (1 by mail address, 2 by first name, 3 by last name) in whose order members
-- are not numbered: of those from the first place (a key and an ordinal) to before that of the next
-- block. Kept by the statements (storage/sql/member_ranks.h).
CREATE TABLE member_rank_blocks (
  organization_id BLOB NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  list INTEGER NOT NULL CHECK (list IN (1, 2, 3)),
  first_key TEXT NOT NULL,
  first_ordinal INTEGER NOT NULL,
  pending INTEGER NOT NULL CHECK (pending >= 0),
  accepted INTEGER NOT NULL CHECK (accepted >= 0),
  rejected INTEGER NOT NULL CHECK (rejected >= 0),
  PRIMARY KEY (organization_id, list, first_key, first_ordinal)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER memberships_count_inserted AFTER INSERT ON memberships BEGIN
  INSERT INTO membership_blocks (organization_id, block, pending, accepted, rejected)
    VALUES (NEW.organization_id, NEW.ordinal / 1024,
            NEW.status = 1, NEW.status = 2, NEW.status = 3)
    ON CONFLICT (organization_id, block) DO UPDATE
      SET pending = pending + excluded.pending, accepted = accepted + excluded.accepted,
          rejected = rejected + excluded.rejected;
  UPDATE organizations SET owner_count = owner_count + 1
    WHERE id = NEW.organization_id AND NEW.is_owner = 1 AND NEW.status = 2;
END;

CREATE TRIGGER memberships_count_deleted AFTER DELETE ON memberships BEGIN
  UPDATE membership_blocks
    SET pending = pending - (OLD.status = 1), accepted = accepted - (OLD.status = 2),
        rejected = rejected - (OLD.status = 3)
    WHERE organization_id = OLD.organization_id AND block = OLD.ordinal / 1024;
END;

CREATE TRIGGER memberships_count_updated AFTER UPDATE OF status ON memberships
WHEN OLD.status <> NEW.status BEGIN
  UPDATE membership_blocks
    SET pending = pending - (OLD.status = 1) + (NEW.status = 1),
        accepted = accepted - (OLD.status = 2) + (NEW.status = 2),
        rejected = rejected - (OLD.status = 3) + (NEW.status = 3)
    WHERE organization_id = NEW.organization_id AND block = NEW.ordinal / 1024;
END;

CREATE TRIGGER memberships_owner_gained AFTER UPDATE OF status, is_owner ON memberships
WHEN NOT (OLD.is_owner = 1 AND OLD.status = 2) AND NEW.is_owner = 1 AND NEW.status = 2 BEGIN
  UPDATE organizations SET owner_count = owner_count + 1 WHERE id = NEW.organization_id;
END;

-- An organization that has an owner keeps one. One that is being deleted has no row any more.
CREATE TRIGGER memberships_owner_lost AFTER UPDATE OF status, is_owner ON memberships
WHEN OLD.is_owner = 1 AND OLD.status = 2 AND NOT (NEW.is_owner = 1 AND NEW.status = 2) BEGIN
  SELECT RAISE(ABORT, 'the last owner of an organization')
    FROM organizations WHERE id = OLD.organization_id AND owner_count = 1;
  UPDATE organizations SET owner_count = owner_count - 1 WHERE id = OLD.organization_id;
END;

CREATE TRIGGER memberships_owner_deleted AFTER DELETE ON memberships
WHEN OLD.is_owner = 1 AND OLD.status = 2 BEGIN
  SELECT RAISE(ABORT, 'the last owner of an organization')
    FROM organizations WHERE id = OLD.organization_id AND owner_count = 1;
  UPDATE organizations SET owner_count = owner_count - 1 WHERE id = OLD.organization_id;
END;

-- The role is the Super Administrator's, which every owner holds.
INSERT INTO memberships (organization_id, id, ordinal, user_id, status, is_owner, is_default,
                         created_at, modified_at, email, email_key, first_name_key, last_name_key,
                         roles, policies, permissions, allowed_networks)
  SELECT m.organization_id, m.id,
         row_number() OVER (PARTITION BY m.organization_id ORDER BY m.created_at, m.id) - 1,
         m.user_id, 2, m.is_owner, 0, m.created_at, m.created_at, u.email, lower(u.email),
         lower(coalesce(u.first_name, '')), lower(coalesce(u.last_name, '')),
         CASE m.is_owner WHEN 1 THEN '["33666b9c79b9a5273fc7344ff42f953d"]' ELSE '[]' END,
         '[]', '[]', '[]'
  FROM old_memberships m JOIN users u ON u.id = m.user_id;
INSERT INTO user_memberships (user_id, organization_id, membership_id)
  SELECT user_id, organization_id, id FROM memberships;
INSERT INTO email_memberships (email_key, organization_id, membership_id)
  SELECT email_key, organization_id, id FROM memberships;
DROP TABLE old_memberships;

INSERT INTO member_rank_blocks (organization_id, list, first_key, first_ordinal,
                                pending, accepted, rejected)
  WITH places (organization_id, list, name, ordinal, status) AS (
    SELECT organization_id, 1, email_key, ordinal, status FROM memberships
    UNION ALL SELECT organization_id, 2, first_name_key, ordinal, status FROM memberships
    UNION ALL SELECT organization_id, 3, last_name_key, ordinal, status FROM memberships
  ), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY organization_id, list ORDER BY name, ordinal) - 1
                AS place
      FROM places
  )
  -- The first block of a list begins before every name.
  SELECT organization_id, list,
         max(CASE WHEN place > 0 AND place % 1024 = 0 THEN name ELSE '' END),
         max(CASE WHEN place > 0 AND place % 1024 = 0 THEN ordinal ELSE 0 END),
         sum(status = 1), sum(status = 2), sum(status = 3)
    FROM ranked GROUP BY organization_id, list, place / 1024;

CREATE TABLE invites (
  email_key TEXT NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  organization_id BLOB NOT NULL CHECK (length(organization_id) = 16),
  membership_id BLOB NOT NULL CHECK (length(membership_id) = 16),
  status INTEGER NOT NULL CHECK (status IN (1, 2, 3)),
  invited_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  email TEXT NOT NULL,
  invited_by TEXT NOT NULL,
  roles TEXT NOT NULL,
  PRIMARY KEY (email_key, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE organization_invites (
  organization_id BLOB NOT NULL,
  invite_id BLOB NOT NULL,
  email_key TEXT NOT NULL,
  PRIMARY KEY (organization_id, invite_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE roles (
  organization_id BLOB NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  id BLOB NOT NULL CHECK (length(id) = 16),
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  grants TEXT NOT NULL,
  PRIMARY KEY (organization_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE resource_groups (
  organization_id BLOB NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  id BLOB NOT NULL CHECK (length(id) = 16),
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  name TEXT NOT NULL,
  zones TEXT NOT NULL,
  PRIMARY KEY (organization_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE zones (
  organization_id BLOB NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  id BLOB NOT NULL CHECK (length(id) = 16),
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (organization_id, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE zone_ids (
  zone_id BLOB NOT NULL PRIMARY KEY,
  organization_id BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE zone_names (
  name TEXT NOT NULL PRIMARY KEY,
  organization_id BLOB NOT NULL,
  zone_id BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE communication_preferences (
  user_id BLOB NOT NULL PRIMARY KEY REFERENCES users (id),
  hard_bounce INTEGER NOT NULL CHECK (hard_bounce IN (0, 1)),
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  language TEXT,
  preferences TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE mail (
  id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  state INTEGER NOT NULL CHECK (state IN (1, 2)),
  attempts INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  next_attempt_at INTEGER NOT NULL,
  recipient TEXT NOT NULL,
  kind TEXT NOT NULL,
  language TEXT NOT NULL,
  last_error TEXT NOT NULL,
  template_values TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_by_due_time ON mail (state, next_attempt_at, id);
CREATE INDEX mail_by_state ON mail (state, id);

CREATE TABLE idempotency_results (
  caller_id BLOB NOT NULL CHECK (length(caller_id) = 16),
  request_key TEXT NOT NULL,
  request_hash BLOB NOT NULL CHECK (length(request_hash) = 32),
  result_id BLOB NOT NULL CHECK (length(result_id) = 16),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (caller_id, request_key)
) STRICT, WITHOUT ROWID;
