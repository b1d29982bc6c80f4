-- Passkeys: second factors of the kind 'passkey', several of a person, each under a name of its own. What
-- the browser gave for one lies sealed in second_factors like the secret of an app.

CREATE TABLE passkeys (
    factor_id       TEXT   NOT NULL PRIMARY KEY REFERENCES second_factors (id) ON DELETE CASCADE,
    -- SHA-256 of the credential's id: no two people have the same one.
    credential_hash TEXT   NOT NULL,
    -- The host that browsers know it for; under another one they do not find it.
    host            TEXT   NOT NULL,
    CONSTRAINT passkeys_credential_hash_key UNIQUE (credential_hash)
);

-- What a passkey has counted to stands where the last time step of an app stands.
ALTER TABLE second_factor_uses ADD COLUMN used_at BIGINT NOT NULL DEFAULT 0;

-- Questions that wait for the answer of a passkey; each is good for one.
CREATE TABLE passkey_challenges (
    -- The name of the session that asked.
    holder          TEXT   NOT NULL PRIMARY KEY,
    person_id       TEXT   NOT NULL REFERENCES people (id),
    -- 'add' or 'sign_in'
    purpose         TEXT   NOT NULL,
    state           TEXT   NOT NULL,
    expires_at      BIGINT NOT NULL
);
CREATE INDEX passkey_challenges_time_idx ON passkey_challenges (expires_at);
