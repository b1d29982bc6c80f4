-- Looking back. What existed between which events of its log, so that a list of an earlier moment is a
-- walk along one index; and the way from a moment to the number of an event.

CREATE TABLE subjects (
    log     TEXT   NOT NULL,
    noun    TEXT   NOT NULL,
    subject TEXT   NOT NULL,
    code    TEXT   NOT NULL,
    born    BIGINT NOT NULL,
    gone    BIGINT NOT NULL,
    PRIMARY KEY (log, noun, subject)
);
CREATE INDEX subjects_born_idx ON subjects (log, noun, born);
CREATE INDEX subjects_code_idx ON subjects (log, noun, code, born);

CREATE INDEX events_at_idx ON events (log, at, seq);
CREATE INDEX events_change_idx ON events (log, seq) WHERE record = 'change';

-- 9223372036854775807: it is still there.
INSERT INTO subjects (log, noun, subject, code, born, gone)
SELECT e.log, e.noun, e.subject, COALESCE(e.details::json ->> 'code', ''), e.seq,
       COALESCE((SELECT MIN(p.seq) FROM events p WHERE p.log = e.log AND p.subject = e.subject
                 AND p.noun = e.noun AND p.record = 'change' AND p.action = e.noun || '.purged'), 9223372036854775807)
FROM events e WHERE e.record = 'change' AND e.action = e.noun || '.created'
ON CONFLICT DO NOTHING;

-- How long a log's events are kept (0 days: for ever), and why nothing of it may go at present.
CREATE TABLE retentions (
    log        TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
    days       BIGINT NOT NULL,
    hold       TEXT   NOT NULL,
    held_by    TEXT   NOT NULL,
    held_at    BIGINT NOT NULL,
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- What would let events go earlier waits for a second person.
CREATE TABLE retention_proposals (
    id            TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
    log           TEXT   NOT NULL,
    wish          TEXT   NOT NULL,
    days          BIGINT NOT NULL,
    reason        TEXT   NOT NULL,
    proposer      TEXT   NOT NULL,
    proposer_name TEXT   NOT NULL,
    made_at       BIGINT NOT NULL,
    state         TEXT   NOT NULL,
    decider_name  TEXT   NOT NULL,
    decided_at    BIGINT NOT NULL
);
CREATE INDEX retention_proposals_log_idx ON retention_proposals (log, id);

-- Blocks of events that are gone: their range, their number and their root. What objects were like at
-- the end of a block is kept, so that later moments can still be told.
CREATE TABLE purges (
    log   TEXT   NOT NULL REFERENCES logs (log),
    first BIGINT NOT NULL,
    last  BIGINT NOT NULL,
    root  TEXT   NOT NULL,
    until BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (log, first)
);
CREATE TABLE bases (
    log     TEXT   NOT NULL REFERENCES logs (log),
    noun    TEXT   NOT NULL,
    subject TEXT   NOT NULL,
    seq     BIGINT NOT NULL,
    state   TEXT   NOT NULL,
    PRIMARY KEY (log, noun, subject)
);
