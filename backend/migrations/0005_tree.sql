-- The resource directory as the cloud knows it, and how accounts are marked.

-- The cloud's own id of a folder, to know it again; letters of either case. Accounts have the cloud's id.
ALTER TABLE folders ADD COLUMN cloud_id TEXT;
CREATE UNIQUE INDEX folders_by_cloud_id ON folders (cloud_id);

ALTER TABLE accounts ADD COLUMN colour TEXT NOT NULL DEFAULT 'None';
ALTER TABLE accounts ADD COLUMN label TEXT NOT NULL DEFAULT '';
