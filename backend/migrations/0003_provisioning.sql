-- Provisioning: which access configuration stands as a role in which account, and the tasks that make it so.

CREATE TABLE access_configuration_provisionings (
    account_id               TEXT NOT NULL REFERENCES accounts (id),
    access_configuration_id  TEXT NOT NULL REFERENCES access_configurations (id),
    status                   TEXT NOT NULL,
    -- The policies as they were provisioned; the system policies are in the table below.
    inline_policy            TEXT NOT NULL,
    provisioned_at           BIGINT NOT NULL,
    PRIMARY KEY (account_id, access_configuration_id)
);
CREATE INDEX provisionings_by_access_configuration
    ON access_configuration_provisionings (access_configuration_id, account_id);
CREATE INDEX provisionings_by_status
    ON access_configuration_provisionings (status, account_id, access_configuration_id);

CREATE TABLE provisioned_system_policies (
    account_id               TEXT NOT NULL,
    access_configuration_id  TEXT NOT NULL,
    name                     TEXT NOT NULL,
    PRIMARY KEY (access_configuration_id, account_id, name),
    FOREIGN KEY (account_id, access_configuration_id)
        REFERENCES access_configuration_provisionings (account_id, access_configuration_id) ON DELETE CASCADE
);

-- Roles behind access that was granted before roles were provisioned from here were made by hand. Access
-- configurations could not be changed until now, so that each role has the policies that they have.
INSERT INTO access_configuration_provisionings
    (account_id, access_configuration_id, status, inline_policy, provisioned_at)
    SELECT a.account_id, a.access_configuration_id, 'Provisioned', c.inline_policy, MIN(a.created_at)
    FROM access_assignments a JOIN access_configurations c ON c.id = a.access_configuration_id
    GROUP BY a.account_id, a.access_configuration_id, c.inline_policy;
INSERT INTO provisioned_system_policies (account_id, access_configuration_id, name)
    SELECT DISTINCT p.account_id, p.access_configuration_id, s.name
    FROM access_configuration_provisionings p
    JOIN access_configuration_system_policies s ON s.access_configuration_id = p.access_configuration_id;

-- Work at a role: at most one server at a time has it. Tasks wait for the work of their role; access assignments
-- and removals of one role share it.
CREATE TABLE role_work (
    account_id               TEXT NOT NULL,
    access_configuration_id  TEXT NOT NULL,
    -- When it may be taken up; later after the cloud was too busy, and at the end of time while it waits for an
    -- administrator's hand.
    due_at                   BIGINT NOT NULL,
    -- How often the cloud was too busy, and since when.
    attempts                 BIGINT NOT NULL,
    failing_since            BIGINT,
    -- Whoever holds it, and until when; after that another may take it.
    holder                   TEXT,
    held_until               BIGINT NOT NULL,
    PRIMARY KEY (account_id, access_configuration_id)
);
CREATE INDEX role_work_by_due ON role_work (due_at, account_id, access_configuration_id);

-- Names are of the time when the task was made: what it names may be gone since. Tasks of one role and one turn
-- are done together; turns follow each other. A task is over when finished_at is there.
CREATE TABLE tasks (
    created_at                 BIGINT NOT NULL,
    id                         TEXT NOT NULL UNIQUE,
    batch_id                   TEXT NOT NULL,
    kind                       TEXT NOT NULL,
    status                     TEXT NOT NULL,
    turn                       BIGINT NOT NULL,
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
CREATE INDEX tasks_by_batch ON tasks (batch_id, created_at, id, status);
CREATE INDEX tasks_by_status ON tasks (status, created_at, id);
CREATE INDEX tasks_by_kind ON tasks (kind, created_at, id);
CREATE INDEX tasks_by_account ON tasks (account_id, created_at, id);
CREATE INDEX tasks_by_access_configuration ON tasks (access_configuration_id, created_at, id);
CREATE INDEX open_tasks_by_role ON tasks (account_id, access_configuration_id) WHERE finished_at IS NULL;
CREATE INDEX open_tasks_by_user ON tasks (user_id) WHERE finished_at IS NULL;
CREATE INDEX open_tasks_by_group ON tasks (group_id) WHERE finished_at IS NULL;

-- Who uses a role is asked for whenever one is to be removed.
DROP INDEX access_assignments_by_account;
CREATE INDEX access_assignments_by_account ON access_assignments (account_id, access_configuration_id);
