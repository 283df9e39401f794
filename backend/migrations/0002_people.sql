-- People: groups, what SCIM keeps of users, SCIM credentials, and access that is granted to a group.

-- COLLATE "binary": compared byte by byte, so that one index finds everything that begins with a text. SQLite
-- has it; in PostgreSQL it is made before the migrations run. What is searched by its beginning has it.

ALTER TABLE directory ADD COLUMN scim_enabled BOOLEAN NOT NULL DEFAULT FALSE;

-- blocked: disabled by an administrator; SCIM cannot lift that. inactive: the identity provider's last word, kept
-- also while blocked. status is 'Enabled' when neither holds, else 'Disabled'. version counts changes, for the ETag.
-- attributes: what SCIM keeps beside the columns, as a JSON object of SCIM attributes.
ALTER TABLE users ADD COLUMN display_name_key TEXT COLLATE "binary" NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN external_id TEXT COLLATE "binary";
ALTER TABLE users ADD COLUMN blocked BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE users ADD COLUMN inactive BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE users ADD COLUMN must_reset_password BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE users ADD COLUMN last_sign_in_at BIGINT;
ALTER TABLE users ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE users ADD COLUMN attributes TEXT NOT NULL DEFAULT '{}';
UPDATE users SET display_name_key = lower(display_name), updated_at = created_at, blocked = (status = 'Disabled');
CREATE INDEX users_by_external_id ON users (external_id);
CREATE INDEX users_by_user_name ON users (user_name_key COLLATE "binary");
CREATE INDEX users_by_display_name
    ON users (display_name_key, user_name_key COLLATE "binary", status, provision_type);
CREATE INDEX users_by_status ON users (status, user_name_key COLLATE "binary");
CREATE INDEX users_by_provision_type ON users (provision_type, user_name_key COLLATE "binary");
CREATE INDEX users_by_both ON users (status, provision_type, user_name_key COLLATE "binary");
CREATE INDEX users_never_signed_in ON users (status, provision_type, user_name_key COLLATE "binary")
    WHERE provision_type = 'Synchronized' AND last_sign_in_at IS NULL;

-- The same attributes, one value a row, to be found by: attribute and sub-attribute in lower case (with the
-- schema's URN before those of an extension), element counts the values of a multi-valued attribute from 0,
-- value_key is the value in lower case.
CREATE TABLE user_attributes (
    user_id                  TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    attribute                TEXT NOT NULL,
    element                  BIGINT NOT NULL,
    sub_attribute            TEXT NOT NULL,
    value                    TEXT NOT NULL,
    value_key                TEXT COLLATE "binary" NOT NULL,
    PRIMARY KEY (user_id, attribute, element, sub_attribute)
);
CREATE INDEX user_attributes_by_value ON user_attributes (attribute, sub_attribute, value_key);

CREATE TABLE groups (
    id                       TEXT PRIMARY KEY,
    group_name               TEXT NOT NULL,
    group_name_key           TEXT COLLATE "binary" NOT NULL UNIQUE,
    description              TEXT NOT NULL,
    provision_type           TEXT NOT NULL,
    external_id              TEXT COLLATE "binary",
    created_at               BIGINT NOT NULL,
    updated_at               BIGINT NOT NULL,
    version                  BIGINT NOT NULL
);
CREATE INDEX groups_by_external_id ON groups (external_id);

CREATE TABLE group_members (
    group_id                 TEXT NOT NULL REFERENCES groups (id),
    user_id                  TEXT NOT NULL REFERENCES users (id),
    created_at               BIGINT NOT NULL,
    PRIMARY KEY (group_id, user_id)
);
CREATE INDEX group_members_by_user ON group_members (user_id, group_id);

-- The value itself is shown once and kept as its SHA-256.
CREATE TABLE scim_credentials (
    id                       TEXT PRIMARY KEY,
    value_hash               TEXT NOT NULL UNIQUE,
    status                   TEXT NOT NULL,
    created_at               BIGINT NOT NULL,
    expires_at               BIGINT NOT NULL,
    last_used_at             BIGINT,
    last_used_from           TEXT NOT NULL
);

-- Access is granted to a user or to a group: exactly one of the two is named.
CREATE TABLE access_assignments_of_principals (
    user_id                  TEXT REFERENCES users (id),
    group_id                 TEXT REFERENCES groups (id),
    account_id               TEXT NOT NULL REFERENCES accounts (id),
    access_configuration_id  TEXT NOT NULL REFERENCES access_configurations (id),
    created_at               BIGINT NOT NULL,
    CHECK ((user_id IS NULL) <> (group_id IS NULL)),
    UNIQUE (user_id, account_id, access_configuration_id),
    UNIQUE (group_id, account_id, access_configuration_id)
);
INSERT INTO access_assignments_of_principals (user_id, account_id, access_configuration_id, created_at)
    SELECT user_id, account_id, access_configuration_id, created_at FROM access_assignments;
DROP TABLE access_assignments;
ALTER TABLE access_assignments_of_principals RENAME TO access_assignments;
CREATE INDEX access_assignments_by_account ON access_assignments (account_id);
CREATE INDEX access_assignments_by_access_configuration ON access_assignments (access_configuration_id);

CREATE INDEX events_by_actor_kind ON events (actor_kind, occurred_at, id);
