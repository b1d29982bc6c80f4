-- Open requests for access, wherever they wait.
CREATE INDEX access_requests_waiting_idx ON access_requests (closed_at, id);

-- Who made a hand-over link, beside the name at that time; empty where nobody knows.
ALTER TABLE handovers ADD COLUMN made_by_id TEXT NOT NULL DEFAULT '';
UPDATE handovers SET made_by_id = COALESCE((SELECT e.actor_id FROM events e
    WHERE e.log = handovers.enterprise_id AND e.subject = handovers.id AND e.action = 'handover.created' AND e.actor_kind = 'user'
    ORDER BY e.seq LIMIT 1), '')
WHERE revoked_at = 0;
CREATE INDEX handovers_maker_idx ON handovers (made_by_id, revoked_at, id);
