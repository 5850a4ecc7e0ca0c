-- From where a session was begun, and by what: its owner tells by it which are theirs.
ALTER TABLE sessions ADD COLUMN client_address BLOB CHECK (length(client_address) = 16);
ALTER TABLE sessions ADD COLUMN user_agent TEXT NOT NULL DEFAULT '';
