-- Roles on one window, roles that end by themselves, and requests for a role.

-- `place` holds the window's id then, and `enterprise_id` the enterprise that it belongs to.
ALTER TABLE grants ADD COLUMN window_id TEXT CONSTRAINT grants_window_check CHECK (window_id IS NULL OR role = 'developer');
-- The greatest number where a role does not end.
ALTER TABLE grants ADD COLUMN ends_at BIGINT NOT NULL DEFAULT 9223372036854775807;
-- The name at that time; empty for what was given before this was kept.
ALTER TABLE grants ADD COLUMN given_by TEXT NOT NULL DEFAULT '';
CREATE INDEX grants_ends_idx ON grants (ends_at);
CREATE INDEX grants_window_idx ON grants (window_id);

-- Roles whose time was over, for as long as pages show that.
CREATE TABLE ended_grants (
    person_id     TEXT   NOT NULL REFERENCES people (id),
    place         TEXT   NOT NULL,
    enterprise_id TEXT   REFERENCES enterprises (id),
    window_id     TEXT,
    role          TEXT   NOT NULL,
    ended_at      BIGINT NOT NULL,
    PRIMARY KEY (person_id, place, ended_at)
);
CREATE INDEX ended_grants_time_idx ON ended_grants (ended_at);
CREATE INDEX ended_grants_enterprise_idx ON ended_grants (enterprise_id, ended_at);

-- The role that an invitation gives may hold on one window, and for a time.
ALTER TABLE invitations ADD COLUMN window_id TEXT;
ALTER TABLE invitations ADD COLUMN ends_at BIGINT NOT NULL DEFAULT 9223372036854775807;
CREATE INDEX invitations_enterprise_idx ON invitations (enterprise_id, accepted_at, revoked_at, id);

-- `place` is 'installation' or the enterprise's id; closed_at is 0 while it is open.
CREATE TABLE access_requests (
    id            TEXT   NOT NULL PRIMARY KEY,
    person_id     TEXT   NOT NULL REFERENCES people (id),
    place         TEXT   NOT NULL,
    enterprise_id TEXT   REFERENCES enterprises (id),
    role          TEXT   NOT NULL,
    reason        TEXT   NOT NULL,
    -- How long the role is wanted; 0 for good.
    days          BIGINT NOT NULL,
    state         TEXT   NOT NULL,
    made_at       BIGINT NOT NULL,
    closed_at     BIGINT NOT NULL,
    closed_by     TEXT   NOT NULL,
    answer        TEXT   NOT NULL
);
CREATE INDEX access_requests_place_idx ON access_requests (place, closed_at, id);
CREATE INDEX access_requests_person_idx ON access_requests (person_id, id);
CREATE INDEX access_requests_open_idx ON access_requests (person_id, closed_at);
