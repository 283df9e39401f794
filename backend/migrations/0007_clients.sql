-- Command-line clients and temporary credentials.

ALTER TABLE directory ADD COLUMN users_may_get_credentials BOOLEAN NOT NULL DEFAULT FALSE;

-- Clients that wait for somebody's consent, by the SHA-256 of their device code. Once confirmed a code belongs to
-- the session that confirmed it and goes with it.
CREATE TABLE device_codes (
    device_code_hash         TEXT PRIMARY KEY,
    user_code                TEXT NOT NULL UNIQUE,
    client_id                TEXT NOT NULL,
    code_challenge           TEXT NOT NULL,
    user_agent               TEXT NOT NULL,
    address                  TEXT NOT NULL,
    status                   TEXT NOT NULL,
    session_hash             TEXT REFERENCES sessions (value_hash) ON DELETE CASCADE,
    session_label            TEXT NOT NULL,
    created_at               BIGINT NOT NULL,
    expires_at               BIGINT NOT NULL
);
CREATE INDEX device_codes_by_session ON device_codes (session_hash);
CREATE INDEX device_codes_by_end ON device_codes (expires_at);

-- What clients show afterwards, as SHA-256. A token ends with the session that stands behind it.
CREATE TABLE access_tokens (
    value_hash               TEXT PRIMARY KEY,
    session_hash             TEXT NOT NULL REFERENCES sessions (value_hash) ON DELETE CASCADE,
    session_label            TEXT NOT NULL,
    client_id                TEXT NOT NULL,
    created_at               BIGINT NOT NULL,
    expires_at               BIGINT NOT NULL
);
CREATE INDEX access_tokens_by_session ON access_tokens (session_hash);
CREATE INDEX access_tokens_by_end ON access_tokens (expires_at);

-- How often device codes were asked for and user codes guessed within the present window.
CREATE TABLE device_attempts (
    subject                  TEXT PRIMARY KEY,
    attempts                 BIGINT NOT NULL,
    window_ends_at           BIGINT NOT NULL
);
CREATE INDEX device_attempts_by_end ON device_attempts (window_ends_at);
