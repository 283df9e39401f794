-- The cloud: the access key that an administrator entered, and the rotation of the key that signs role logons.

-- At most one; id changes with every replacement.
CREATE TABLE cloud_credential (
    id                       TEXT PRIMARY KEY,
    access_key_id            TEXT NOT NULL,
    sealed_access_key_secret TEXT NOT NULL,
    created_at               BIGINT NOT NULL,
    only_one                 BIGINT NOT NULL UNIQUE CHECK (only_one = 1)
);

-- A key is Current (it signs), Next (it will sign once every account trusts it) or Previous (it signed before).
CREATE TABLE signing_keys_with_state (
    id                       TEXT PRIMARY KEY,
    purpose                  TEXT NOT NULL,
    state                    TEXT NOT NULL,
    certificate              TEXT NOT NULL,
    sealed_private_key       TEXT NOT NULL,
    created_at               BIGINT NOT NULL,
    UNIQUE (purpose, state)
);
INSERT INTO signing_keys_with_state (id, purpose, state, certificate, sealed_private_key, created_at)
    SELECT id, purpose, 'Current', certificate, sealed_private_key, created_at FROM signing_keys;
DROP TABLE signing_keys;
ALTER TABLE signing_keys_with_state RENAME TO signing_keys;

-- The rotation under way, if any: Spreading, Switched or Removing.
CREATE TABLE key_rotation (
    phase                    TEXT NOT NULL,
    started_at               BIGINT NOT NULL,
    only_one                 BIGINT NOT NULL UNIQUE CHECK (only_one = 1)
);

-- Which metadata document (SHA-256) was put into an account's SAML provider last, and how the work goes. Times of 0
-- lie in the past; an account may be gone since.
CREATE TABLE key_rotation_accounts (
    account_id               TEXT PRIMARY KEY,
    document_hash            TEXT NOT NULL,
    put_at                   BIGINT,
    due_at                   BIGINT NOT NULL,
    held_until               BIGINT NOT NULL,
    attempts                 BIGINT NOT NULL,
    failure_code             TEXT NOT NULL,
    failure_message          TEXT NOT NULL,
    failure_request_id       TEXT NOT NULL
);
