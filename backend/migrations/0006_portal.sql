-- The user portal: what each person marked and used, and whom to ask for access.

ALTER TABLE directory ADD COLUMN access_contact TEXT NOT NULL DEFAULT '';

CREATE TABLE portal_favourites (
    user_id                  TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    account_id               TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, account_id)
);
CREATE INDEX portal_favourites_by_account ON portal_favourites (account_id);

-- The last time that a user logged on to an account with an access configuration.
CREATE TABLE portal_uses (
    user_id                  TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    account_id               TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    access_configuration_id  TEXT NOT NULL REFERENCES access_configurations (id) ON DELETE CASCADE,
    used_at                  BIGINT NOT NULL,
    PRIMARY KEY (user_id, account_id, access_configuration_id)
);
CREATE INDEX portal_uses_by_time ON portal_uses (user_id, used_at);
CREATE INDEX portal_uses_by_account ON portal_uses (account_id);
CREATE INDEX portal_uses_by_access_configuration ON portal_uses (access_configuration_id);
