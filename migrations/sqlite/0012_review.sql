-- Change requests: what is to become live, who approved it, and what became of it.

-- How many approvals a release takes, and until when nothing is released.
CREATE TABLE review_policies (
    enterprise_id  TEXT   NOT NULL PRIMARY KEY REFERENCES enterprises (id),
    test           BIGINT NOT NULL,
    production     BIGINT NOT NULL,
    frozen_until   BIGINT NOT NULL,
    frozen_because TEXT   NOT NULL,
    version        BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL
);

-- Items, approvals, the emergency and why a release was held up are JSON: they are read and written together with their request.
CREATE TABLE change_requests (
    id            TEXT    NOT NULL PRIMARY KEY,
    enterprise_id TEXT    NOT NULL REFERENCES enterprises (id),
    number        BIGINT  NOT NULL,
    title         TEXT    NOT NULL,
    reason        TEXT    NOT NULL,
    ticket        TEXT    NOT NULL,
    state         TEXT    NOT NULL,
    author_id     TEXT    NOT NULL,
    author        TEXT    NOT NULL,
    items         TEXT    NOT NULL,
    approvals     TEXT    NOT NULL,
    -- Empty where it had its approvals.
    emergency     TEXT    NOT NULL,
    -- Until when somebody else looks at an emergency; 0 where nobody has to.
    look_by       BIGINT  NOT NULL,
    -- 0 where it is not released by itself.
    release_at    BIGINT  NOT NULL,
    held_up       TEXT    NOT NULL,
    version       BIGINT  NOT NULL,
    created_at    BIGINT  NOT NULL,
    updated_at    BIGINT  NOT NULL,
    closed_at     BIGINT  NOT NULL,
    closed_by_id  TEXT    NOT NULL,
    closed_by     TEXT    NOT NULL,
    CONSTRAINT change_requests_number_key UNIQUE (enterprise_id, number)
);
CREATE INDEX change_requests_state_idx ON change_requests (enterprise_id, state, number);
CREATE INDEX change_requests_author_idx ON change_requests (enterprise_id, author_id, number);
CREATE INDEX change_requests_look_idx ON change_requests (enterprise_id, look_by);
CREATE INDEX change_requests_due_idx ON change_requests (release_at);

-- The objects of each request, for the list of an object's requests.
CREATE TABLE request_objects (
    enterprise_id TEXT   NOT NULL,
    noun          TEXT   NOT NULL,
    object_id     TEXT   NOT NULL,
    number        BIGINT NOT NULL,
    PRIMARY KEY (enterprise_id, noun, object_id, number)
);

-- The same of open requests only: an object is in one at a time.
CREATE TABLE open_objects (
    request_id    TEXT   NOT NULL REFERENCES change_requests (id),
    enterprise_id TEXT   NOT NULL,
    noun          TEXT   NOT NULL,
    object_id     TEXT   NOT NULL,
    number        BIGINT NOT NULL,
    PRIMARY KEY (enterprise_id, noun, object_id)
);
CREATE INDEX open_objects_request_idx ON open_objects (request_id);

-- What the content of an open request depends on: whoever edits it ends the approvals.
CREATE TABLE request_watches (
    enterprise_id TEXT   NOT NULL,
    noun          TEXT   NOT NULL,
    object_id     TEXT   NOT NULL,
    request_id    TEXT   NOT NULL REFERENCES change_requests (id),
    PRIMARY KEY (enterprise_id, noun, object_id, request_id)
);
CREATE INDEX request_watches_request_idx ON request_watches (request_id);

-- Releases of plugins, templates and VIP fields: their own fields at that time.
CREATE TABLE object_releases (
    enterprise_id TEXT   NOT NULL REFERENCES enterprises (id),
    noun          TEXT   NOT NULL,
    object_id     TEXT   NOT NULL,
    number        BIGINT NOT NULL,
    fields        TEXT   NOT NULL,
    content_hash  TEXT   NOT NULL,
    draft_version BIGINT NOT NULL,
    note          TEXT   NOT NULL,
    made_by       TEXT   NOT NULL,
    made_at       BIGINT NOT NULL,
    PRIMARY KEY (enterprise_id, noun, object_id, number)
);

-- The request that a window's release came from (0: none), and whether it was forced.
ALTER TABLE releases ADD COLUMN request BIGINT NOT NULL DEFAULT 0;
ALTER TABLE releases ADD COLUMN emergency BOOLEAN NOT NULL DEFAULT FALSE;
-- The release that it repeats; 0 for none.
ALTER TABLE releases ADD COLUMN repeats BIGINT NOT NULL DEFAULT 0;

-- The other window of a pair of test and production; empty where there is none.
ALTER TABLE windows ADD COLUMN counterpart TEXT NOT NULL DEFAULT '';

-- What was saved last comes first where drafts wait for a release.
CREATE INDEX windows_updated_idx ON windows (enterprise_id, updated_at);
