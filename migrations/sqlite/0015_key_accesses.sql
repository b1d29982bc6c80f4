-- Which events of a log are about a key: what was done with the key itself, and every signature made with
-- it. Made of the events alone, like what stands beside them already.
CREATE TABLE key_accesses (
    log    TEXT   NOT NULL,
    key_id TEXT   NOT NULL,
    seq    BIGINT NOT NULL,
    PRIMARY KEY (log, key_id, seq)
);

-- What was recorded before this migration. Signatures named their key by its fingerprint.
INSERT INTO key_accesses (log, key_id, seq)
SELECT log, subject, seq FROM events WHERE noun = 'key' AND action <> 'key.saved';
INSERT INTO key_accesses (log, key_id, seq)
SELECT DISTINCT e.log, s.key_id, e.seq FROM events e
JOIN key_secrets s ON json_extract(e.details, '$.key_fingerprint') = 'fingerprint:' || s.fingerprint
WHERE e.action = 'link.signed';
