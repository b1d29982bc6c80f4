-- Who made a link to an account: what somebody made ends with the right to make it. Empty where no person did.
ALTER TABLE invitations ADD COLUMN made_by_id TEXT NOT NULL DEFAULT '';
CREATE INDEX invitations_maker_idx ON invitations (made_by_id, accepted_at, revoked_at, id);

-- Who set the time at which a request is released by itself; empty where there is no time.
ALTER TABLE change_requests ADD COLUMN scheduled_by TEXT NOT NULL DEFAULT '';

-- The history knows it of those that are open.
UPDATE invitations SET made_by_id = COALESCE((SELECT min(e.actor_id) FROM events e
    WHERE e.log = 'installation' AND e.subject = invitations.id AND e.action = 'invitation.created' AND e.actor_kind = 'user'), '')
WHERE accepted_at = 0 AND revoked_at = 0;
UPDATE change_requests SET scheduled_by = COALESCE((SELECT e.actor_id FROM events e
    WHERE e.log = change_requests.enterprise_id AND e.subject = change_requests.id AND e.action = 'change_request.scheduled' AND e.actor_kind = 'user'
    ORDER BY e.seq DESC LIMIT 1), author_id)
WHERE release_at > 0;

-- By what a secret is found in the whole installation when somebody searches for it; empty until the server has named it.
ALTER TABLE key_secrets ADD COLUMN lookup TEXT NOT NULL DEFAULT '';
CREATE INDEX key_secrets_lookup_idx ON key_secrets (lookup);
