-- Which events of a log are about a key: what was done with the key itself, and every signature made with
-- it. Made of the events alone, like what stands beside them already.
CREATE TABLE key_accesses (
    log    TEXT   NOT NULL,
    key_id TEXT   NOT NULL,
    seq    BIGINT NOT NULL,
    PRIMARY KEY (log, key_id, seq)
);

-- What was recorded before this migration. Signatures named their key by its fingerprint, which is taken
-- without reading the values beside it: a value may hold what PostgreSQL has no character for.
INSERT INTO key_accesses (log, key_id, seq)
SELECT log, subject, seq FROM events WHERE noun = 'key' AND action <> 'key.saved';
INSERT INTO key_accesses (log, key_id, seq)
SELECT DISTINCT e.log, s.key_id, e.seq FROM events e
JOIN key_secrets s ON trim(both '"' from (e.details::json -> 'key_fingerprint')::text) = 'fingerprint:' || s.fingerprint
WHERE e.action = 'link.signed';
