-- What a role for a time replaced, and what holds again once it is over: the role, its end, where it releases, since
-- when it was held and who gave it. former_role is NULL where nothing comes back.
ALTER TABLE grants ADD COLUMN former_role TEXT;
ALTER TABLE grants ADD COLUMN former_ends_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE grants ADD COLUMN former_releases TEXT NOT NULL DEFAULT 'all';
ALTER TABLE grants ADD COLUMN former_since BIGINT NOT NULL DEFAULT 0;
ALTER TABLE grants ADD COLUMN former_by TEXT NOT NULL DEFAULT '';
