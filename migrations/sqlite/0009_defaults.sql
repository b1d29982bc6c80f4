-- Values that an enterprise gives to all its windows of one channel. Windows read them and are never
-- written for their sake; `changed` tells when each value was last another one.
CREATE TABLE channel_defaults (
    enterprise_id TEXT   NOT NULL REFERENCES enterprises (id),
    channel       TEXT   NOT NULL,
    parameters    TEXT   NOT NULL,
    changed       TEXT   NOT NULL,
    version       BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    PRIMARY KEY (enterprise_id, channel)
);

-- Where the customer's pages are: one host a line, recorded as intent, for the check-list.
CREATE TABLE site_domains (
    enterprise_id TEXT   NOT NULL PRIMARY KEY REFERENCES enterprises (id),
    hosts         TEXT   NOT NULL,
    version       BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL
);
