-- What a person proves to be themselves with besides the password, and who has to have it. More kinds than
-- one-time codes can come later, and several of a kind, each under a name of its own.

CREATE TABLE second_factors (
    id          TEXT   NOT NULL PRIMARY KEY,
    person_id   TEXT   NOT NULL REFERENCES people (id),
    -- 'totp'
    kind        TEXT   NOT NULL,
    -- Empty for one-time codes, of which a person has one.
    name        TEXT   NOT NULL,
    -- The shared secret, sealed under the installation's own key.
    sealed      BYTEA  NOT NULL,
    created_at  BIGINT NOT NULL,
    CONSTRAINT second_factors_name_key UNIQUE (person_id, kind, name)
);

-- The last time step that a code was taken for: none is taken twice.
CREATE TABLE second_factor_uses (
    factor_id   TEXT   NOT NULL PRIMARY KEY REFERENCES second_factors (id) ON DELETE CASCADE,
    step        BIGINT NOT NULL
);

-- For whoever lost the device; each is good once.
CREATE TABLE recovery_codes (
    person_id   TEXT   NOT NULL REFERENCES people (id),
    -- SHA-256 of the code without its dashes.
    code_hash   TEXT   NOT NULL,
    -- 0 until it was used.
    used_at     BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (person_id, code_hash)
);

CREATE TABLE sign_in_rules (
    only_row    BIGINT  NOT NULL PRIMARY KEY CHECK (only_row = 1),
    -- Whether owners and administrators must have a second factor.
    duty        BOOLEAN NOT NULL,
    grace_days  BIGINT  NOT NULL,
    -- When the duty began.
    since       BIGINT  NOT NULL,
    version     BIGINT  NOT NULL,
    updated_at  BIGINT  NOT NULL
);

-- An installation from before has the duty from now on; a demo stays open to everybody.
INSERT INTO sign_in_rules (only_row, duty, grace_days, since, version, updated_at)
SELECT 1, NOT demo, 7, CAST(extract(epoch FROM now()) * 1000 AS BIGINT), 1, CAST(extract(epoch FROM now()) * 1000 AS BIGINT) FROM installation;
