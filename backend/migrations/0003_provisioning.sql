-- Provisioning: which access configuration stands as a role in which account, and the tasks that make it so.

-- What stands in the account: system policies (JSON array of names) and inline policy as they were provisioned.
CREATE TABLE access_configuration_provisionings (
    account_id               TEXT NOT NULL REFERENCES accounts (id),
    access_configuration_id  TEXT NOT NULL REFERENCES access_configurations (id),
    status                   TEXT NOT NULL,
    system_policies          TEXT NOT NULL,
    inline_policy            TEXT NOT NULL,
    provisioned_at           BIGINT NOT NULL,
    PRIMARY KEY (account_id, access_configuration_id)
);
CREATE INDEX provisionings_by_access_configuration
    ON access_configuration_provisionings (access_configuration_id, status);

-- Roles behind access that was granted before roles were provisioned from here were made by hand.
INSERT INTO access_configuration_provisionings
    (account_id, access_configuration_id, status, system_policies, inline_policy, provisioned_at)
    SELECT a.account_id, a.access_configuration_id, 'Provisioned', '[]', '', MIN(a.created_at)
    FROM access_assignments a GROUP BY a.account_id, a.access_configuration_id;

-- Work at a role: at most one server at a time has it. Tasks wait for the work of their role; access assignments
-- and removals of one role share it.
CREATE TABLE role_work (
    account_id               TEXT NOT NULL,
    access_configuration_id  TEXT NOT NULL,
    -- When it may be taken up; later after the cloud was too busy.
    due_at                   BIGINT NOT NULL,
    attempts                 BIGINT NOT NULL,
    -- Whoever holds it, and until when; after that another may take it.
    holder                   TEXT,
    held_until               BIGINT NOT NULL,
    PRIMARY KEY (account_id, access_configuration_id)
);
CREATE INDEX role_work_by_due ON role_work (due_at);

-- Names are of the time when the task was made: what it names may be gone since.
CREATE TABLE tasks (
    created_at                 BIGINT NOT NULL,
    id                         TEXT NOT NULL UNIQUE,
    batch_id                   TEXT NOT NULL,
    kind                       TEXT NOT NULL,
    status                     TEXT NOT NULL,
    user_id                    TEXT,
    group_id                   TEXT,
    principal_name             TEXT NOT NULL,
    account_id                 TEXT NOT NULL,
    account_name               TEXT NOT NULL,
    access_configuration_id    TEXT NOT NULL,
    access_configuration_name  TEXT NOT NULL,
    actor_kind                 TEXT NOT NULL,
    actor_id                   TEXT NOT NULL,
    actor_name                 TEXT NOT NULL,
    actor_address              TEXT NOT NULL,
    attempts                   BIGINT NOT NULL,
    failure_code               TEXT NOT NULL,
    failure_message            TEXT NOT NULL,
    failure_request_id         TEXT NOT NULL,
    finished_at                BIGINT,
    PRIMARY KEY (created_at, id)
);
CREATE INDEX tasks_by_batch ON tasks (batch_id, status);
CREATE INDEX tasks_by_status ON tasks (status, created_at, id);
CREATE INDEX tasks_by_kind ON tasks (kind, created_at, id);
CREATE INDEX tasks_by_account ON tasks (account_id, created_at, id);
CREATE INDEX tasks_by_access_configuration ON tasks (access_configuration_id, created_at, id);
