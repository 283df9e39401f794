-- The directory, its identity provider, people, accounts, access, sessions and the audit log.
-- One text for SQLite and PostgreSQL: TEXT, BIGINT, BOOLEAN; times are Unix milliseconds.

CREATE TABLE directory (
    id                       TEXT PRIMARY KEY,
    name                     TEXT NOT NULL,
    sso_enabled              BOOLEAN NOT NULL,
    idp_initiated_allowed    BOOLEAN NOT NULL,
    clock_skew_seconds       BIGINT NOT NULL,
    created_at               BIGINT NOT NULL,
    only_one                 BIGINT NOT NULL UNIQUE CHECK (only_one = 1)
);

-- Our own keys: what each is for, its certificate (DER in base64) and its sealed private key.
CREATE TABLE signing_keys (
    id                       TEXT PRIMARY KEY,
    purpose                  TEXT NOT NULL,
    certificate              TEXT NOT NULL,
    sealed_private_key       TEXT NOT NULL,
    created_at               BIGINT NOT NULL,
    UNIQUE (purpose)
);

CREATE TABLE identity_provider (
    id                       TEXT PRIMARY KEY,
    entity_id                TEXT NOT NULL,
    logon_url                TEXT NOT NULL,
    binding                  TEXT NOT NULL,
    wants_signed_requests    BOOLEAN NOT NULL,
    revision                 TEXT NOT NULL,
    configured_at            BIGINT NOT NULL,
    only_one                 BIGINT NOT NULL UNIQUE CHECK (only_one = 1)
);

CREATE TABLE identity_provider_certificates (
    identity_provider_id     TEXT NOT NULL REFERENCES identity_provider (id) ON DELETE CASCADE,
    position                 BIGINT NOT NULL,
    certificate              TEXT NOT NULL,
    PRIMARY KEY (identity_provider_id, position)
);

CREATE TABLE administrators (
    id                       TEXT PRIMARY KEY,
    name                     TEXT NOT NULL,
    name_key                 TEXT NOT NULL UNIQUE,
    password_hash            TEXT NOT NULL,
    created_at               BIGINT NOT NULL
);

CREATE TABLE administrator_sessions (
    value_hash               TEXT PRIMARY KEY,
    administrator_id         TEXT NOT NULL REFERENCES administrators (id) ON DELETE CASCADE,
    created_at               BIGINT NOT NULL,
    expires_at               BIGINT NOT NULL
);
CREATE INDEX administrator_sessions_by_administrator ON administrator_sessions (administrator_id);
CREATE INDEX administrator_sessions_by_end ON administrator_sessions (expires_at);

CREATE TABLE users (
    id                       TEXT PRIMARY KEY,
    user_name                TEXT NOT NULL,
    user_name_key            TEXT NOT NULL UNIQUE,
    first_name               TEXT NOT NULL,
    last_name                TEXT NOT NULL,
    display_name             TEXT NOT NULL,
    email                    TEXT NOT NULL,
    email_key                TEXT UNIQUE,
    description              TEXT NOT NULL,
    status                   TEXT NOT NULL,
    provision_type           TEXT NOT NULL,
    password_hash            TEXT,
    created_at               BIGINT NOT NULL
);

CREATE TABLE sessions (
    value_hash               TEXT PRIMARY KEY,
    user_id                  TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at               BIGINT NOT NULL,
    expires_at               BIGINT NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

-- Failed password sign-ins, per name and per address, within the present window: see sign_in/attempts.rs.
CREATE TABLE password_attempts (
    subject                  TEXT PRIMARY KEY,
    failures                 BIGINT NOT NULL,
    window_ends_at           BIGINT NOT NULL,
    blocked_until            BIGINT NOT NULL
);
CREATE INDEX password_attempts_by_end ON password_attempts (window_ends_at);

-- AuthnRequests that wait for their answer, each bound to a browser by the hash of its cookie, with the
-- session that the browser held when it asked.
CREATE TABLE authn_requests (
    id                       TEXT PRIMARY KEY,
    browser_hash             TEXT NOT NULL,
    previous_session_hash    TEXT,
    target                   TEXT NOT NULL,
    created_at               BIGINT NOT NULL,
    expires_at               BIGINT NOT NULL
);
CREATE INDEX authn_requests_by_browser ON authn_requests (browser_hash);
CREATE INDEX authn_requests_by_end ON authn_requests (expires_at);

-- Assertions that were let in, kept while they could be shown again. The key begins with the time at which
-- the assertion says it was issued, so that new rows come at the end.
CREATE TABLE used_assertions (
    issued_at                BIGINT NOT NULL,
    assertion_id             TEXT NOT NULL,
    forget_at                BIGINT NOT NULL,
    PRIMARY KEY (issued_at, assertion_id)
);
CREATE INDEX used_assertions_by_end ON used_assertions (forget_at);

CREATE TABLE folders (
    id                       TEXT PRIMARY KEY,
    parent_id                TEXT REFERENCES folders (id),
    name                     TEXT NOT NULL,
    place_key                TEXT NOT NULL UNIQUE,
    created_at               BIGINT NOT NULL
);
CREATE INDEX folders_by_parent ON folders (parent_id);

CREATE TABLE accounts (
    id                       TEXT PRIMARY KEY,
    name                     TEXT NOT NULL,
    account_type             TEXT NOT NULL,
    folder_id                TEXT REFERENCES folders (id),
    created_at               BIGINT NOT NULL
);
CREATE INDEX accounts_by_folder ON accounts (folder_id);

CREATE TABLE access_configurations (
    id                       TEXT PRIMARY KEY,
    name                     TEXT NOT NULL,
    name_key                 TEXT NOT NULL UNIQUE,
    description              TEXT NOT NULL,
    session_duration         BIGINT NOT NULL,
    relay_state              TEXT NOT NULL,
    inline_policy            TEXT NOT NULL,
    created_at               BIGINT NOT NULL
);

CREATE TABLE access_configuration_system_policies (
    access_configuration_id  TEXT NOT NULL REFERENCES access_configurations (id) ON DELETE CASCADE,
    position                 BIGINT NOT NULL,
    name                     TEXT NOT NULL,
    PRIMARY KEY (access_configuration_id, position)
);

CREATE TABLE access_assignments (
    user_id                  TEXT NOT NULL REFERENCES users (id),
    account_id               TEXT NOT NULL REFERENCES accounts (id),
    access_configuration_id  TEXT NOT NULL REFERENCES access_configurations (id),
    created_at               BIGINT NOT NULL,
    PRIMARY KEY (user_id, account_id, access_configuration_id)
);
CREATE INDEX access_assignments_by_account ON access_assignments (account_id);
CREATE INDEX access_assignments_by_access_configuration ON access_assignments (access_configuration_id);

CREATE TABLE events (
    occurred_at              BIGINT NOT NULL,
    id                       TEXT NOT NULL UNIQUE,
    kind                     TEXT NOT NULL,
    actor_kind               TEXT NOT NULL,
    actor_id                 TEXT NOT NULL,
    actor_name               TEXT NOT NULL,
    actor_key                TEXT NOT NULL,
    target                   TEXT NOT NULL,
    target_key               TEXT NOT NULL,
    address                  TEXT NOT NULL,
    details                  TEXT NOT NULL,
    PRIMARY KEY (occurred_at, id)
);
CREATE INDEX events_by_kind ON events (kind, occurred_at, id);
