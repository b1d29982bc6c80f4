-- Releases: numbered, never changed afterwards. They go only together with their window.

CREATE TABLE releases (
    id            TEXT   NOT NULL PRIMARY KEY,
    enterprise_id TEXT   NOT NULL REFERENCES enterprises (id),
    window_id     TEXT   NOT NULL REFERENCES windows (id) ON DELETE CASCADE,
    number        BIGINT NOT NULL,
    inputs        TEXT   NOT NULL,
    content_hash  TEXT   NOT NULL,
    files_hash    TEXT   NOT NULL,
    draft_version BIGINT NOT NULL,
    note          TEXT   NOT NULL,
    made_by       TEXT   NOT NULL,
    made_at       BIGINT NOT NULL,
    CONSTRAINT releases_number_key UNIQUE (window_id, number)
);

-- The exact bytes of every file and link template, without a stamp.
CREATE TABLE release_files (
    window_id TEXT   NOT NULL,
    number    BIGINT NOT NULL,
    place     BIGINT NOT NULL,
    flavour   TEXT   NOT NULL,
    kind      TEXT   NOT NULL,
    path      TEXT   NOT NULL,
    language  TEXT   NOT NULL,
    merging   TEXT   NOT NULL,
    content   TEXT   NOT NULL,
    sha256    TEXT   NOT NULL,
    PRIMARY KEY (window_id, number, place),
    CONSTRAINT release_files_number_fkey FOREIGN KEY (window_id, number) REFERENCES releases (window_id, number) ON DELETE CASCADE
);

-- Which release of a window counts now.
CREATE TABLE live_releases (
    window_id     TEXT   NOT NULL PRIMARY KEY REFERENCES windows (id) ON DELETE CASCADE,
    number        BIGINT NOT NULL,
    draft_version BIGINT NOT NULL,
    made_at       BIGINT NOT NULL,
    CONSTRAINT live_releases_number_fkey FOREIGN KEY (window_id, number) REFERENCES releases (window_id, number) ON DELETE CASCADE
);
