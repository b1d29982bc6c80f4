-- Ids are UUID v7 and JSON as TEXT, times are UTC milliseconds: the same in both databases.
-- Constraints carry names because the store turns them into messages beside fields.

CREATE TABLE installation (
    only_row    BIGINT  NOT NULL PRIMARY KEY CHECK (only_row = 1),
    id          TEXT    NOT NULL,
    key_check   BLOB    NOT NULL,
    demo        BOOLEAN NOT NULL,
    -- The next step of the first set-up: account, enterprise, window, snippet, done.
    setup       TEXT    NOT NULL,
    created_at  BIGINT  NOT NULL
);

CREATE TABLE people (
    id          TEXT    NOT NULL PRIMARY KEY,
    email       TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    password    TEXT    NOT NULL,
    active      BOOLEAN NOT NULL,
    version     BIGINT  NOT NULL,
    created_at  BIGINT  NOT NULL,
    updated_at  BIGINT  NOT NULL,
    CONSTRAINT people_email_key UNIQUE (email)
);

CREATE TABLE enterprises (
    id          TEXT    NOT NULL PRIMARY KEY,
    slug        TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    owner       TEXT    NOT NULL,
    tags        TEXT    NOT NULL,
    note        TEXT    NOT NULL,
    version     BIGINT  NOT NULL,
    created_at  BIGINT  NOT NULL,
    updated_at  BIGINT  NOT NULL,
    CONSTRAINT enterprises_slug_key UNIQUE (slug)
);

-- `place` is 'installation' or the enterprise's id, so that one unique rule covers both.
CREATE TABLE grants (
    person_id     TEXT   NOT NULL REFERENCES people (id),
    place         TEXT   NOT NULL,
    enterprise_id TEXT   REFERENCES enterprises (id),
    role          TEXT   NOT NULL,
    created_at    BIGINT NOT NULL,
    PRIMARY KEY (person_id, place)
);
CREATE INDEX grants_enterprise_idx ON grants (enterprise_id);

CREATE TABLE sessions (
    id_hash     TEXT   NOT NULL PRIMARY KEY,
    person_id   TEXT   REFERENCES people (id),
    state       TEXT   NOT NULL,
    address     TEXT   NOT NULL,
    agent       TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    seen_at     BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL
);
CREATE INDEX sessions_person_idx ON sessions (person_id);
CREATE INDEX sessions_expiry_idx ON sessions (expires_at);

CREATE TABLE throttles (
    name        TEXT   NOT NULL PRIMARY KEY,
    failures    BIGINT NOT NULL,
    locked_until BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL
);

CREATE TABLE accounts (
    id            TEXT   NOT NULL PRIMARY KEY,
    enterprise_id TEXT   NOT NULL REFERENCES enterprises (id),
    channel       TEXT   NOT NULL,
    name          TEXT   NOT NULL,
    fields        TEXT   NOT NULL,
    owner         TEXT   NOT NULL,
    tags          TEXT   NOT NULL,
    note          TEXT   NOT NULL,
    version       BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    CONSTRAINT accounts_name_key UNIQUE (enterprise_id, name),
    CONSTRAINT accounts_tenant_key UNIQUE (enterprise_id, id)
);

CREATE TABLE plugins (
    id             TEXT   NOT NULL PRIMARY KEY,
    enterprise_id  TEXT   NOT NULL REFERENCES enterprises (id),
    name           TEXT   NOT NULL,
    plugid         TEXT   NOT NULL,
    provider       TEXT   NOT NULL,
    plugin_version TEXT   NOT NULL,
    alias          TEXT   NOT NULL,
    owner          TEXT   NOT NULL,
    tags           TEXT   NOT NULL,
    note           TEXT   NOT NULL,
    version        BIGINT NOT NULL,
    created_at     BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL,
    CONSTRAINT plugins_name_key UNIQUE (enterprise_id, name),
    CONSTRAINT plugins_tenant_key UNIQUE (enterprise_id, id)
);

CREATE TABLE keys (
    id            TEXT   NOT NULL PRIMARY KEY,
    enterprise_id TEXT   NOT NULL REFERENCES enterprises (id),
    account_id    TEXT   NOT NULL,
    name          TEXT   NOT NULL,
    scheme        TEXT   NOT NULL,
    secret_number BIGINT NOT NULL,
    expires_on    TEXT   NOT NULL,
    owner         TEXT   NOT NULL,
    tags          TEXT   NOT NULL,
    note          TEXT   NOT NULL,
    version       BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    CONSTRAINT keys_name_key UNIQUE (enterprise_id, name),
    CONSTRAINT keys_tenant_key UNIQUE (enterprise_id, id),
    CONSTRAINT keys_account_fkey FOREIGN KEY (enterprise_id, account_id) REFERENCES accounts (enterprise_id, id)
);

CREATE TABLE key_secrets (
    key_id      TEXT   NOT NULL REFERENCES keys (id),
    number      BIGINT NOT NULL,
    sealed      BLOB   NOT NULL,
    fingerprint TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (key_id, number)
);

CREATE TABLE windows (
    id            TEXT   NOT NULL PRIMARY KEY,
    enterprise_id TEXT   NOT NULL REFERENCES enterprises (id),
    code          TEXT   NOT NULL,
    name          TEXT   NOT NULL,
    channel       TEXT   NOT NULL,
    target        TEXT   NOT NULL,
    flavour       TEXT   NOT NULL,
    environment   TEXT   NOT NULL,
    account_id    TEXT,
    key_id        TEXT,
    plugin_id     TEXT,
    parameters    TEXT   NOT NULL,
    settings      TEXT   NOT NULL,
    visitor       TEXT   NOT NULL,
    owner         TEXT   NOT NULL,
    tags          TEXT   NOT NULL,
    note          TEXT   NOT NULL,
    version       BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    CONSTRAINT windows_code_key UNIQUE (enterprise_id, code),
    CONSTRAINT windows_account_fkey FOREIGN KEY (enterprise_id, account_id) REFERENCES accounts (enterprise_id, id),
    CONSTRAINT windows_key_fkey FOREIGN KEY (enterprise_id, key_id) REFERENCES keys (enterprise_id, id),
    CONSTRAINT windows_plugin_fkey FOREIGN KEY (enterprise_id, plugin_id) REFERENCES plugins (enterprise_id, id)
);
CREATE INDEX windows_channel_idx ON windows (enterprise_id, channel, code);
CREATE INDEX windows_account_idx ON windows (enterprise_id, account_id);
CREATE INDEX windows_key_idx ON windows (enterprise_id, key_id);
CREATE INDEX windows_plugin_idx ON windows (enterprise_id, plugin_id);
CREATE INDEX keys_account_idx ON keys (enterprise_id, account_id);

-- One row a log: 'installation' or the enterprise's id. Its size is the next event's number.
CREATE TABLE logs (
    log  TEXT   NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL
);

-- Append-only. Every field of the published event format, so that its hash can be computed later.
CREATE TABLE events (
    log         TEXT   NOT NULL REFERENCES logs (log),
    seq         BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    actor_kind  TEXT   NOT NULL,
    actor_id    TEXT   NOT NULL,
    actor_name  TEXT   NOT NULL,
    actor_role  TEXT   NOT NULL,
    address     TEXT   NOT NULL,
    permission  TEXT   NOT NULL,
    record      TEXT   NOT NULL,
    action      TEXT   NOT NULL,
    noun        TEXT   NOT NULL,
    subject     TEXT   NOT NULL,
    act         TEXT   NOT NULL,
    reason      TEXT   NOT NULL,
    request_id  TEXT   NOT NULL,
    changes     TEXT   NOT NULL,
    details     TEXT   NOT NULL,
    PRIMARY KEY (log, seq)
);
CREATE INDEX events_subject_idx ON events (log, subject, seq);
CREATE INDEX events_actor_idx ON events (log, actor_id, seq);
CREATE INDEX events_noun_idx ON events (log, noun, seq);
CREATE INDEX events_action_idx ON events (log, action, seq);
