-- What the doctor found. It repeats what the objects say and can be made anew at any time.
-- `checkups`: each object that was examined, by which rules, and when it has to be looked at again.
CREATE TABLE checkups (
    place      TEXT   NOT NULL,
    noun       TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    rules      TEXT   NOT NULL,
    checked_at BIGINT NOT NULL,
    due_at     BIGINT NOT NULL,
    PRIMARY KEY (noun, id)
);
CREATE INDEX checkups_due_idx ON checkups (due_at, place);
CREATE INDEX checkups_place_idx ON checkups (place, noun, checked_at);
CREATE INDEX checkups_rules_idx ON checkups (rules);

-- `rank` orders by severity first and by kind then; the texts are in both languages.
CREATE TABLE findings (
    place     TEXT   NOT NULL,
    noun      TEXT   NOT NULL,
    id        TEXT   NOT NULL,
    number    BIGINT NOT NULL,
    rank      BIGINT NOT NULL,
    kind      TEXT   NOT NULL,
    parameter TEXT   NOT NULL,
    said_zh   TEXT   NOT NULL,
    said_en   TEXT   NOT NULL,
    PRIMARY KEY (noun, id, number)
);
CREATE INDEX findings_rank_idx ON findings (place, rank, id, number);
CREATE INDEX findings_kind_idx ON findings (place, kind, rank, id, number);
CREATE INDEX findings_worst_idx ON findings (rank, place);

-- What was saved since: each object to be examined with whoever made it so, so that two savers never
-- wait for each other.
CREATE TABLE unchecked (
    place      TEXT   NOT NULL,
    noun       TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    by_id      TEXT   NOT NULL,
    by_version BIGINT NOT NULL,
    PRIMARY KEY (noun, id, by_id, by_version)
);
CREATE INDEX unchecked_place_idx ON unchecked (place, noun, id);

-- The windows of an enterprise by kind and environment, to see what has no counterpart for tests.
CREATE INDEX windows_kind_idx ON windows (enterprise_id, channel, target, environment, trashed_at);

-- How far the vendor's own check of signatures is switched on, as people recorded it.
CREATE TABLE vendor_switches (
    account_id    TEXT   NOT NULL PRIMARY KEY,
    enterprise_id TEXT   NOT NULL,
    state         TEXT   NOT NULL,
    turned_by     TEXT   NOT NULL,
    turned_at     BIGINT NOT NULL,
    version       BIGINT NOT NULL,
    CONSTRAINT vendor_switches_account_fkey FOREIGN KEY (enterprise_id, account_id) REFERENCES accounts (enterprise_id, id) ON DELETE CASCADE
);
CREATE INDEX vendor_switches_enterprise_idx ON vendor_switches (enterprise_id);

-- When the sealed bytes of a revoked secret were destroyed; its fingerprint and states stay.
ALTER TABLE key_secrets ADD COLUMN purged_at BIGINT;
CREATE INDEX key_secrets_revoked_idx ON key_secrets (sealing, revoked_at);

-- How many days revoked secrets are kept, where an enterprise has chosen it.
CREATE TABLE key_policies (
    enterprise_id TEXT   NOT NULL PRIMARY KEY REFERENCES enterprises (id),
    purge_days    BIGINT NOT NULL,
    version       BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL
);

-- Reminders that were given of a key's last day, one for each threshold.
CREATE TABLE reminders (
    key_id     TEXT   NOT NULL REFERENCES keys (id) ON DELETE CASCADE,
    expires_on TEXT   NOT NULL,
    days       BIGINT NOT NULL,
    made_at    BIGINT NOT NULL,
    PRIMARY KEY (key_id, expires_on, days)
);
CREATE INDEX keys_expires_idx ON keys (expires_on);
