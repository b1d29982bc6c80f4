-- Histories are read under any combination of conditions: each has an index that ends with the number.
CREATE INDEX events_kind_idx ON events (log, actor_kind, seq);
CREATE INDEX events_record_idx ON events (log, record, seq);
CREATE INDEX events_address_idx ON events (log, address, seq);
CREATE INDEX events_act_idx ON events (log, act, seq);

-- Which fields an event changed.
CREATE TABLE event_fields (
    log   TEXT   NOT NULL,
    field TEXT   NOT NULL,
    seq   BIGINT NOT NULL,
    PRIMARY KEY (log, field, seq)
);

-- When each thousand of events of a log was. Clocks jump, so that numbers cannot be found by a time alone.
CREATE TABLE event_times (
    log      TEXT   NOT NULL,
    block    BIGINT NOT NULL,
    earliest BIGINT NOT NULL,
    latest   BIGINT NOT NULL,
    PRIMARY KEY (log, block)
);

-- What was recorded before this migration.
INSERT INTO event_times (log, block, earliest, latest)
SELECT log, seq / 1000, min(at), max(at) FROM events GROUP BY log, seq / 1000;
INSERT INTO event_fields (log, field, seq)
SELECT DISTINCT e.log, json_extract(c.value, '$.field'), e.seq FROM events e, json_each(e.changes) c;

-- Questions that somebody keeps: one's own, or shared with everybody who reads this log.
CREATE TABLE saved_searches (
    id         TEXT    NOT NULL PRIMARY KEY,
    log        TEXT    NOT NULL,
    person_id  TEXT    NOT NULL REFERENCES people (id),
    name       TEXT    NOT NULL,
    query      TEXT    NOT NULL,
    shared     BOOLEAN NOT NULL,
    created_at BIGINT  NOT NULL,
    CONSTRAINT saved_searches_name_key UNIQUE (log, person_id, name)
);
