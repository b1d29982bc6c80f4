-- Leave-message templates, and the fields about customers that the vendor's console knows.

CREATE TABLE leave_templates (
    id            TEXT   NOT NULL PRIMARY KEY,
    enterprise_id TEXT   NOT NULL REFERENCES enterprises (id),
    name          TEXT   NOT NULL,
    templateid    TEXT   NOT NULL,
    groupid       TEXT   NOT NULL,
    locale        TEXT   NOT NULL,
    owner         TEXT   NOT NULL,
    tags          TEXT   NOT NULL,
    note          TEXT   NOT NULL,
    version       BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    trashed_at    BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT leave_templates_name_key UNIQUE (enterprise_id, name)
);
-- One form for one group in one language is registered once. The variants of a form are found by it.
-- A copy has no id of its own yet.
CREATE UNIQUE INDEX leave_templates_locale_key ON leave_templates (enterprise_id, templateid, groupid, locale) WHERE templateid <> '';
CREATE INDEX leave_templates_form_idx ON leave_templates (enterprise_id, templateid);

CREATE TABLE vip_fields (
    id            TEXT   NOT NULL PRIMARY KEY,
    enterprise_id TEXT   NOT NULL REFERENCES enterprises (id),
    kind          TEXT   NOT NULL,
    name          TEXT   NOT NULL,
    key           TEXT   NOT NULL,
    alias         TEXT   NOT NULL,
    value_type    TEXT   NOT NULL,
    class         TEXT   NOT NULL,
    owner         TEXT   NOT NULL,
    tags          TEXT   NOT NULL,
    note          TEXT   NOT NULL,
    version       BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    trashed_at    BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX vip_fields_key_key ON vip_fields (enterprise_id, kind, key) WHERE key <> '';

-- A column that is added cannot have a rule over two columns on SQLite; the portal offers and accepts
-- the templates of the window's own enterprise only.
ALTER TABLE windows ADD COLUMN template_id TEXT REFERENCES leave_templates (id);
CREATE INDEX windows_template_idx ON windows (enterprise_id, template_id);
