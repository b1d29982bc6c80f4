-- A role of an administrator may release to one environment only: 'all', 'test', 'production' or 'none'.
ALTER TABLE grants ADD COLUMN releases TEXT NOT NULL DEFAULT 'all' CONSTRAINT grants_releases_check CHECK (releases = 'all' OR role = 'admin');
-- The same for the role that an invitation gives.
ALTER TABLE invitations ADD COLUMN releases TEXT NOT NULL DEFAULT 'all';

-- Who answered for a change request before, the first one first, as JSON: they approve it no more than its author.
ALTER TABLE change_requests ADD COLUMN handed TEXT NOT NULL DEFAULT '[]';
