-- A role of an administrator may release to one environment only: 'all', 'test', 'production' or 'none'.
ALTER TABLE grants ADD COLUMN releases TEXT NOT NULL DEFAULT 'all' CONSTRAINT grants_releases_check CHECK (releases = 'all' OR role = 'admin');
-- The same for the role that an invitation gives.
ALTER TABLE invitations ADD COLUMN releases TEXT NOT NULL DEFAULT 'all';

-- Who answered for a change request before, the first one first, as JSON: they approve it no more than its author.
ALTER TABLE change_requests ADD COLUMN handed TEXT NOT NULL DEFAULT '[]';

-- What hashing a password costs: memory in KiB, passes and lanes of argon2id.
CREATE TABLE password_cost (
    only_row BIGINT NOT NULL PRIMARY KEY CHECK (only_row = 1),
    memory   BIGINT NOT NULL,
    passes   BIGINT NOT NULL,
    lanes    BIGINT NOT NULL,
    version  BIGINT NOT NULL
);
INSERT INTO password_cost (only_row, memory, passes, lanes, version) VALUES (1, 19456, 2, 1, 1);
