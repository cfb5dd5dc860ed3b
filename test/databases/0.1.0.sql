PRAGMA foreign_keys = OFF;
CREATE TABLE migrations (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  date_applied BIGINT NOT NULL
);
CREATE TABLE companies (
       id TEXT PRIMARY KEY,
       name TEXT NOT NULL,
       date_added BIGINT NOT NULL
     );
CREATE TABLE locations (
       id TEXT PRIMARY KEY,
       company_id TEXT NOT NULL REFERENCES companies (id),
       name TEXT NOT NULL,
       country TEXT NOT NULL,
       timezone TEXT NOT NULL,
       allow_duplicate_contact INTEGER NOT NULL,
       date_added BIGINT NOT NULL
     );
CREATE TABLE users (
       id TEXT PRIMARY KEY,
       company_id TEXT NOT NULL REFERENCES companies (id),
       name TEXT NOT NULL,
       email TEXT NOT NULL,
       email_lower_case TEXT NOT NULL UNIQUE,
       role TEXT NOT NULL,
       type TEXT NOT NULL,
       password_hash TEXT,
       date_added BIGINT NOT NULL
     );
CREATE TABLE location_users (
       location_id TEXT NOT NULL REFERENCES locations (id),
       user_id TEXT NOT NULL REFERENCES users (id),
       PRIMARY KEY (location_id, user_id)
     );
CREATE TABLE tokens (
       id TEXT PRIMARY KEY,
       hash TEXT NOT NULL UNIQUE,
       name TEXT NOT NULL,
       company_id TEXT NOT NULL REFERENCES companies (id),
       location_id TEXT REFERENCES locations (id),
       scopes TEXT NOT NULL,
       date_added BIGINT NOT NULL,
       date_revoked BIGINT
     );
CREATE TABLE custom_fields (
       location_id TEXT NOT NULL REFERENCES locations (id),
       id TEXT NOT NULL,
       field_key TEXT NOT NULL,
       position INTEGER NOT NULL,
       document TEXT NOT NULL,
       date_added BIGINT NOT NULL,
       date_deleted BIGINT,
       PRIMARY KEY (location_id, id),
       UNIQUE (location_id, field_key)
     );
CREATE TABLE location_tags (
       location_id TEXT NOT NULL REFERENCES locations (id),
       name TEXT NOT NULL,
       id TEXT NOT NULL,
       PRIMARY KEY (location_id, name)
     );
CREATE TABLE contacts (
       location_id TEXT NOT NULL REFERENCES locations (id),
       id TEXT NOT NULL,
       email_lower_case TEXT,
       phone TEXT,
       date_added BIGINT NOT NULL,
       date_updated BIGINT NOT NULL,
       document TEXT NOT NULL,
       PRIMARY KEY (location_id, id)
     );
CREATE TABLE documents (
       id TEXT PRIMARY KEY,
       location_id TEXT NOT NULL REFERENCES locations (id),
       file_name TEXT NOT NULL,
       mime_type TEXT NOT NULL,
       size_bytes BIGINT NOT NULL,
       complete INTEGER NOT NULL,
       date_added BIGINT NOT NULL
     );
CREATE TABLE document_chunks (
       document_id TEXT NOT NULL REFERENCES documents (id),
       number INTEGER NOT NULL,
       content BLOB NOT NULL,
       PRIMARY KEY (document_id, number)
     );
CREATE INDEX locations_by_company ON locations (company_id);
CREATE INDEX location_users_by_user ON location_users (user_id);
CREATE INDEX contacts_by_id ON contacts (id);
CREATE INDEX contacts_by_email ON contacts (location_id, email_lower_case) WHERE email_lower_case IS NOT NULL;
CREATE INDEX contacts_by_phone ON contacts (location_id, phone) WHERE phone IS NOT NULL;
INSERT INTO "migrations" VALUES (1, 'initial', 1767225600000);
INSERT INTO "companies" VALUES ('Comp1aaaaaaaaaaaaaaa', 'Agency', 1767225600000);
INSERT INTO "locations" VALUES ('ve9EPM428h8vShlRW1KT', 'Comp1aaaaaaaaaaaaaaa', 'Main', 'US', 'America/New_York', 0, 1767225600000);
INSERT INTO "users" VALUES ('y0BeYjuRIlDwsDcOHOJo', 'Comp1aaaaaaaaaaaaaaa', 'Ann Lee', 'Ann@example.com', 'ann@example.com', 'admin', 'account', NULL, 1767225600000);
INSERT INTO "location_users" VALUES ('ve9EPM428h8vShlRW1KT', 'y0BeYjuRIlDwsDcOHOJo');
INSERT INTO "location_tags" VALUES ('ve9EPM428h8vShlRW1KT', 'vip', 'Tag1aaaaaaaaaaaaaaaa');
INSERT INTO "contacts" VALUES ('ve9EPM428h8vShlRW1KT', 'ocQHyuzHvysMo5N5VsXc', 'rosan@example.com', '+18887324197', 1767225600000, 1767225600000, '{"id":"ocQHyuzHvysMo5N5VsXc","firstName":"Rosan","tags":["vip"]}');
INSERT INTO "documents" VALUES ('Doc1aaaaaaaaaaaaaaaa', 've9EPM428h8vShlRW1KT', 'a.txt', 'text/plain', 3, 1, 1767225600000);
INSERT INTO "document_chunks" VALUES ('Doc1aaaaaaaaaaaaaaaa', 0, X'616263');
