-- The history as a Merkle log (RFC 6962); every hash is lower-case hex. `hashed` counts the events of
-- a log that are leaves of its tree: fewer than `size` only until the events of an earlier version have
-- got theirs. `root` and `frontier` belong to these leaves.
ALTER TABLE logs ADD COLUMN hashed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE logs ADD COLUMN root TEXT NOT NULL DEFAULT '';
ALTER TABLE logs ADD COLUMN frontier TEXT NOT NULL DEFAULT '';

-- Every complete subtree; level 0 are the leaves. They stay when events are purged.
CREATE TABLE subtrees (
    log   TEXT   NOT NULL REFERENCES logs (log),
    level BIGINT NOT NULL,
    place BIGINT NOT NULL,
    hash  TEXT   NOT NULL,
    PRIMARY KEY (log, level, place)
) WITHOUT ROWID;

-- What each log was at one moment, signed.
CREATE TABLE checkpoints (
    log   TEXT   NOT NULL REFERENCES logs (log),
    size  BIGINT NOT NULL,
    root  TEXT   NOT NULL,
    note  TEXT   NOT NULL,
    at    BIGINT NOT NULL,
    PRIMARY KEY (log, size)
);

-- The key that signs checkpoints: its public half, and its seed sealed under the installation's data key.
CREATE TABLE signing_keys (
    only_row   BIGINT NOT NULL PRIMARY KEY CHECK (only_row = 1),
    verifier   TEXT   NOT NULL,
    sealed     BLOB   NOT NULL,
    created_at BIGINT NOT NULL
);
