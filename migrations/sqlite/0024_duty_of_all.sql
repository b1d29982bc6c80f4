-- Since when everybody else must have a second factor, too; 0 while they need none.
ALTER TABLE sign_in_rules ADD COLUMN others_since BIGINT NOT NULL DEFAULT 0;
