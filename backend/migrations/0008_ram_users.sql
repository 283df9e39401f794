-- RAM users: who gets one in which account, which stand, and what is to be done about them.

ALTER TABLE directory ADD COLUMN ram_user_session_hours BIGINT NOT NULL DEFAULT 6;
ALTER TABLE directory ADD COLUMN ram_user_landing_page TEXT NOT NULL DEFAULT 'https://homenew.console.aliyun.com';

-- A user or a group: exactly one of the two is named.
CREATE TABLE ram_user_provisionings (
    id                       TEXT PRIMARY KEY,
    user_id                  TEXT REFERENCES users (id),
    group_id                 TEXT REFERENCES groups (id),
    account_id               TEXT NOT NULL REFERENCES accounts (id),
    conflict_policy          TEXT NOT NULL,
    deletion_policy          TEXT NOT NULL,
    description              TEXT NOT NULL,
    created_at               BIGINT NOT NULL,
    CHECK ((user_id IS NULL) <> (group_id IS NULL)),
    UNIQUE (user_id, account_id),
    UNIQUE (group_id, account_id)
);
CREATE INDEX ram_user_provisionings_by_account ON ram_user_provisionings (account_id, created_at, id);

-- The RAM user of a user in an account, from when it is wanted until it is gone; also the work at it, which at most
-- one server at a time has. The user may be gone.
CREATE TABLE ram_users (
    user_id                  TEXT NOT NULL,
    account_id               TEXT NOT NULL,
    user_name                TEXT NOT NULL,
    user_name_key            TEXT NOT NULL,
    status                   TEXT NOT NULL,
    -- Whether there may be something in the account.
    begun                    BOOLEAN NOT NULL,
    -- Empty until it stands.
    principal_name           TEXT NOT NULL,
    -- That of the provisioning that reached the user last.
    deletion_policy          TEXT NOT NULL,
    -- Whether whoever holds it turns the account's user-based SSO off.
    ends_user_sso            BOOLEAN NOT NULL,
    -- When the work may be taken up; null when there is none.
    due_at                   BIGINT,
    -- How often the cloud was too busy, and since when.
    attempts                 BIGINT NOT NULL,
    failing_since            BIGINT,
    -- Whoever holds it, and until when; after that another may take it.
    holder                   TEXT,
    held_until               BIGINT NOT NULL,
    PRIMARY KEY (user_id, account_id)
);
CREATE INDEX ram_users_by_account ON ram_users (account_id, user_name_key COLLATE "binary", user_id);
CREATE INDEX ram_users_by_due ON ram_users (due_at, user_id, account_id) WHERE due_at IS NOT NULL;

-- What is to be done or was done about a RAM user, and why. Names are of the time when it came up: what they name may
-- be gone since. Waiting, InProgress, Success or Failed.
CREATE TABLE ram_user_events (
    created_at               BIGINT NOT NULL,
    id                       TEXT NOT NULL UNIQUE,
    kind                     TEXT NOT NULL,
    status                   TEXT NOT NULL,
    principal_id             TEXT NOT NULL,
    principal_name           TEXT NOT NULL,
    user_id                  TEXT NOT NULL,
    user_name                TEXT NOT NULL,
    account_id               TEXT NOT NULL,
    account_name             TEXT NOT NULL,
    actor_kind               TEXT NOT NULL,
    actor_id                 TEXT NOT NULL,
    actor_name               TEXT NOT NULL,
    actor_address            TEXT NOT NULL,
    failure_code             TEXT NOT NULL,
    failure_message          TEXT NOT NULL,
    failure_request_id       TEXT NOT NULL,
    finished_at              BIGINT,
    PRIMARY KEY (created_at, id)
);
CREATE INDEX ram_user_events_by_status ON ram_user_events (status, created_at, id);
CREATE INDEX ram_user_events_by_user ON ram_user_events (user_id, created_at, id);
CREATE INDEX ram_user_events_by_principal ON ram_user_events (principal_id, created_at, id);
CREATE INDEX ram_user_events_by_account ON ram_user_events (account_id, created_at, id);
CREATE INDEX ram_user_events_unsettled ON ram_user_events (user_id, account_id) WHERE status <> 'Success';
CREATE INDEX ram_user_events_failed ON ram_user_events (principal_id, account_id) WHERE status = 'Failed';
