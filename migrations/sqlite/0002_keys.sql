-- One random key per enterprise and one for the installation, each wrapped by the master key.
-- `place` is 'installation' or the enterprise's id.
CREATE TABLE data_keys (
    place         TEXT   NOT NULL PRIMARY KEY,
    enterprise_id TEXT   REFERENCES enterprises (id),
    wrapped       BLOB  NOT NULL,
    created_at    BIGINT NOT NULL
);

-- The name of the master key in use; empty until the first start after this migration.
ALTER TABLE installation ADD COLUMN master_key TEXT NOT NULL DEFAULT '';

-- How a secret is kept: 'master' directly under the master key (until the first start after this
-- migration), 'data' under the enterprise's data key, 'elsewhere' not at all, fingerprint only.
ALTER TABLE key_secrets ADD COLUMN sealing TEXT NOT NULL DEFAULT 'master';
-- pending, active, retiring, revoked.
ALTER TABLE key_secrets ADD COLUMN state TEXT NOT NULL DEFAULT 'active';
-- How long the one before goes on counting once this one is active: 'for:MILLISECONDS' or 'until:TIME'.
ALTER TABLE key_secrets ADD COLUMN overlap TEXT NOT NULL DEFAULT 'for:0';
ALTER TABLE key_secrets ADD COLUMN activated_at BIGINT;
ALTER TABLE key_secrets ADD COLUMN retires_at BIGINT;
ALTER TABLE key_secrets ADD COLUMN revoked_at BIGINT;
UPDATE key_secrets SET activated_at = created_at;

-- Signatures made with a secret: counted here, apart from what changes are recorded of.
CREATE TABLE key_uses (
    key_id  TEXT   NOT NULL,
    number  BIGINT NOT NULL,
    uses    BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    PRIMARY KEY (key_id, number),
    CONSTRAINT key_uses_secret_fkey FOREIGN KEY (key_id, number) REFERENCES key_secrets (key_id, number)
);

CREATE INDEX keys_expiry_idx ON keys (enterprise_id, expires_on);
