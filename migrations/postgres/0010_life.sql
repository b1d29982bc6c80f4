-- Where a window stands in its life beyond draft and live, since when, by whom, and what to use instead.
ALTER TABLE windows ADD COLUMN life TEXT NOT NULL DEFAULT 'in_use';
ALTER TABLE windows ADD COLUMN life_since BIGINT NOT NULL DEFAULT 0;
ALTER TABLE windows ADD COLUMN life_by TEXT NOT NULL DEFAULT '';
ALTER TABLE windows ADD COLUMN instead TEXT NOT NULL DEFAULT '';
