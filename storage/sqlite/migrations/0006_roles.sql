-- Roles that name single permissions, include other roles and are used from some networks only; ids
-- that clients chose; users whom an organization made.

ALTER TABLE roles ADD COLUMN acl TEXT NOT NULL DEFAULT '[]';
ALTER TABLE roles ADD COLUMN juniors TEXT NOT NULL DEFAULT '[]';
ALTER TABLE roles ADD COLUMN allowed_networks TEXT NOT NULL DEFAULT '[]';
ALTER TABLE roles ADD COLUMN chosen_id TEXT NOT NULL DEFAULT '';

-- Which places hold an organization's own roles, so that nobody reads all places to find them.
CREATE TABLE role_holders (
  organization_id BLOB NOT NULL,
  membership_id BLOB NOT NULL,
  role_id BLOB NOT NULL,
  is_accepted INTEGER NOT NULL CHECK (is_accepted IN (0, 1)),
  PRIMARY KEY (organization_id, membership_id, role_id),
  FOREIGN KEY (organization_id, membership_id)
    REFERENCES memberships (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, role_id)
    REFERENCES roles (organization_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX role_holders_by_role
  ON role_holders (organization_id, role_id, is_accepted, membership_id);
INSERT INTO role_holders (organization_id, membership_id, role_id, is_accepted)
  SELECT DISTINCT m.organization_id, m.id, r.id, m.status = 2
    FROM roles r JOIN memberships m ON m.organization_id = r.organization_id,
         json_each(m.roles) named
    WHERE named.value = lower(hex(r.id));

ALTER TABLE users ADD COLUMN chosen_id TEXT NOT NULL DEFAULT '';
CREATE TABLE user_chosen_ids (
  chosen_id TEXT NOT NULL PRIMARY KEY,
  user_id BLOB NOT NULL
) STRICT, WITHOUT ROWID;
-- The organization that made the account, and whether it still stands in for a proof of the address.
ALTER TABLE users ADD COLUMN managed_by BLOB CHECK (length(managed_by) = 16);
ALTER TABLE users ADD COLUMN address_vouched INTEGER NOT NULL DEFAULT 0
  CHECK (address_vouched IN (0, 1));
