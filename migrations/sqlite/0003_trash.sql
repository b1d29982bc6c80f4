-- The trash, and what lists, searches and look-ups read: one card for each registered object, kept in
-- the transaction that writes the object. 0 is "not in the trash".

ALTER TABLE enterprises ADD COLUMN trashed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN trashed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE plugins ADD COLUMN trashed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE keys ADD COLUMN trashed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE windows ADD COLUMN trashed_at BIGINT NOT NULL DEFAULT 0;

-- `place` is 'installation' (for enterprises) or the enterprise's id; `handle` is the last part of
-- the object's address; `about` holds what its list shows, as JSON.
CREATE TABLE cards (
    place      TEXT   NOT NULL,
    noun       TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    handle     TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    owner      TEXT   NOT NULL,
    tags       TEXT   NOT NULL,
    about      TEXT   NOT NULL,
    version    BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    trashed_at BIGINT NOT NULL,
    trashed_by TEXT   NOT NULL,
    PRIMARY KEY (noun, id)
);
CREATE INDEX cards_place_idx ON cards (place, trashed_at, id);
CREATE INDEX cards_trash_idx ON cards (trashed_at, id);

-- One row for each thing that a list can be narrowed to, the whole list among them; the order of the
-- list lies in the same row, so that every list is a walk along one index.
CREATE TABLE facets (
    place      TEXT   NOT NULL,
    noun       TEXT   NOT NULL,
    facet      TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (noun, id, facet)
);
CREATE INDEX facets_name_idx ON facets (place, noun, facet, name, id);
CREATE INDEX facets_updated_idx ON facets (place, noun, facet, updated_at, id);

CREATE TABLE words (
    place TEXT NOT NULL,
    noun  TEXT NOT NULL,
    id    TEXT NOT NULL,
    word  TEXT NOT NULL,
    PRIMARY KEY (noun, id, word)
);
CREATE INDEX words_word_idx ON words (place, noun, word, id);

-- Vendors' identifiers by value: who holds one, in this enterprise or anywhere.
CREATE TABLE identifiers (
    place TEXT NOT NULL,
    noun  TEXT NOT NULL,
    id    TEXT NOT NULL,
    name  TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (noun, id, name)
);
CREATE INDEX identifiers_value_idx ON identifiers (value, name, place);

-- What refers to what: the where-used lists and what stands in the way of a deletion.
CREATE TABLE uses (
    place   TEXT NOT NULL,
    noun    TEXT NOT NULL,
    id      TEXT NOT NULL,
    of_noun TEXT NOT NULL,
    of_id   TEXT NOT NULL,
    PRIMARY KEY (noun, id, of_noun, of_id)
);
CREATE INDEX uses_of_idx ON uses (of_noun, of_id);
