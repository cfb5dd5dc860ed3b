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
     , profile TEXT NOT NULL DEFAULT '{}', email_folded TEXT, date_deleted BIGINT, contact_unique_identifiers TEXT);
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
     , date_first_used BIGINT);
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
     , references_known INTEGER NOT NULL DEFAULT 0, is_deleted INTEGER NOT NULL DEFAULT 0);
CREATE TABLE document_chunks (
       document_id TEXT NOT NULL REFERENCES documents (id),
       number INTEGER NOT NULL,
       content BLOB NOT NULL,
       PRIMARY KEY (document_id, number)
     );
CREATE TABLE apps (
       client_id TEXT PRIMARY KEY,
       name TEXT NOT NULL,
       secret_hash TEXT NOT NULL,
       redirect_uris TEXT NOT NULL,
       scopes TEXT NOT NULL,
       date_added BIGINT NOT NULL,
       date_deleted BIGINT
     );
CREATE TABLE installations (
       id TEXT PRIMARY KEY,
       client_id TEXT NOT NULL REFERENCES apps (client_id),
       company_id TEXT NOT NULL REFERENCES companies (id),
       location_id TEXT REFERENCES locations (id),
       user_id TEXT REFERENCES users (id),
       date_added BIGINT NOT NULL,
       date_uninstalled BIGINT
     );
CREATE TABLE authorization_codes (
       hash TEXT PRIMARY KEY,
       installation_id TEXT NOT NULL REFERENCES installations (id),
       redirect_uri TEXT NOT NULL,
       scopes TEXT NOT NULL,
       code_challenge TEXT,
       date_expires BIGINT NOT NULL,
       grant_id TEXT
     );
CREATE TABLE grants (
       id TEXT PRIMARY KEY,
       installation_id TEXT NOT NULL REFERENCES installations (id),
       parent_id TEXT REFERENCES grants (id),
       location_id TEXT REFERENCES locations (id),
       scopes TEXT NOT NULL,
       date_added BIGINT NOT NULL,
       date_revoked BIGINT
     );
CREATE TABLE refresh_tokens (
       hash TEXT PRIMARY KEY,
       grant_id TEXT NOT NULL REFERENCES grants (id),
       date_expires BIGINT NOT NULL,
       date_used BIGINT,
       sealed_answer TEXT
     );
CREATE TABLE signing_keys (
       id TEXT PRIMARY KEY,
       public_key TEXT NOT NULL,
       sealed_private_key TEXT NOT NULL,
       date_added BIGINT NOT NULL
     );
CREATE TABLE sign_in_sessions (
       hash TEXT PRIMARY KEY,
       user_id TEXT NOT NULL REFERENCES users (id),
       date_expires BIGINT NOT NULL
     );
CREATE TABLE audit_events (
       id TEXT PRIMARY KEY,
       date_added BIGINT NOT NULL,
       kind TEXT NOT NULL,
       details TEXT NOT NULL
     );
CREATE TABLE contact_changes (
       sequence INTEGER PRIMARY KEY AUTOINCREMENT,
       location_id TEXT NOT NULL,
       contact_id TEXT NOT NULL
     );
CREATE TABLE search_indexes (
       location_id TEXT PRIMARY KEY,
       version BIGINT NOT NULL
     , taken BIGINT NOT NULL DEFAULT 0);
CREATE TABLE search_segments (
       location_id TEXT NOT NULL,
       segment_id TEXT NOT NULL,
       contacts INTEGER NOT NULL,
       size_bytes BIGINT NOT NULL,
       outdated BLOB NOT NULL,
       PRIMARY KEY (location_id, segment_id)
     );
CREATE TABLE search_columns (
       location_id TEXT NOT NULL,
       segment_id TEXT NOT NULL,
       name TEXT NOT NULL,
       content BLOB NOT NULL,
       PRIMARY KEY (location_id, segment_id, name)
     );
CREATE TABLE notes (
     location_id TEXT NOT NULL REFERENCES locations (id),
     contact_id TEXT NOT NULL,
     id TEXT NOT NULL,
     sort_time BIGINT NOT NULL,
     size BIGINT NOT NULL,
     document TEXT NOT NULL,
     PRIMARY KEY (location_id, contact_id, id)
   );
CREATE TABLE tasks (
     location_id TEXT NOT NULL REFERENCES locations (id),
     contact_id TEXT NOT NULL,
     id TEXT NOT NULL,
     sort_time BIGINT NOT NULL,
     size BIGINT NOT NULL,
     document TEXT NOT NULL,
     PRIMARY KEY (location_id, contact_id, id)
   );
CREATE TABLE appointments (
     location_id TEXT NOT NULL REFERENCES locations (id),
     contact_id TEXT NOT NULL,
     id TEXT NOT NULL,
     sort_time BIGINT NOT NULL,
     size BIGINT NOT NULL,
     document TEXT NOT NULL,
     PRIMARY KEY (location_id, contact_id, id)
   );
CREATE TABLE campaigns (
   location_id TEXT NOT NULL REFERENCES locations (id),
   id TEXT NOT NULL,
   name TEXT NOT NULL,
   status TEXT NOT NULL,
   date_added BIGINT NOT NULL,
   PRIMARY KEY (location_id, id)
 );
CREATE TABLE workflows (
   location_id TEXT NOT NULL REFERENCES locations (id),
   id TEXT NOT NULL,
   name TEXT NOT NULL,
   status TEXT NOT NULL,
   date_added BIGINT NOT NULL,
   PRIMARY KEY (location_id, id)
 );
CREATE TABLE campaign_contacts (
       location_id TEXT NOT NULL REFERENCES locations (id),
       contact_id TEXT NOT NULL,
       campaign_id TEXT NOT NULL,
       status TEXT NOT NULL,
       date_added BIGINT NOT NULL,
       date_updated BIGINT NOT NULL,
       PRIMARY KEY (location_id, contact_id, campaign_id)
     );
CREATE TABLE workflow_contacts (
       location_id TEXT NOT NULL REFERENCES locations (id),
       contact_id TEXT NOT NULL,
       workflow_id TEXT NOT NULL,
       status TEXT NOT NULL,
       event_start_time BIGINT,
       date_added BIGINT NOT NULL,
       date_updated BIGINT NOT NULL,
       PRIMARY KEY (location_id, contact_id, workflow_id)
     );
CREATE TABLE businesses (
       location_id TEXT NOT NULL REFERENCES locations (id),
       id TEXT NOT NULL,
       document TEXT NOT NULL,
       date_added BIGINT NOT NULL,
       date_deleted BIGINT,
       PRIMARY KEY (location_id, id)
     );
CREATE TABLE custom_field_folders (
       location_id TEXT NOT NULL REFERENCES locations (id),
       id TEXT NOT NULL,
       name TEXT NOT NULL,
       date_added BIGINT NOT NULL, model TEXT NOT NULL DEFAULT 'contact',
       PRIMARY KEY (location_id, id)
     );
CREATE TABLE tag_changes (
       location_id TEXT NOT NULL REFERENCES locations (id),
       id TEXT NOT NULL,
       name TEXT NOT NULL,
       new_name TEXT,
       date_added BIGINT NOT NULL,
       PRIMARY KEY (location_id, id)
     );
CREATE TABLE contact_addresses (
       location_id TEXT NOT NULL,
       kind TEXT NOT NULL,
       value TEXT NOT NULL,
       date_added BIGINT NOT NULL,
       contact_id TEXT NOT NULL,
       PRIMARY KEY (location_id, kind, value, date_added, contact_id)
     );
CREATE TABLE kept_values (
       name TEXT PRIMARY KEY,
       content TEXT NOT NULL
     );
CREATE TABLE document_references (
       location_id TEXT NOT NULL REFERENCES locations (id),
       document_id TEXT NOT NULL,
       contact_id TEXT NOT NULL,
       PRIMARY KEY (location_id, document_id, contact_id)
     );
CREATE TABLE document_bytes (
       location_id TEXT PRIMARY KEY,
       bytes BIGINT NOT NULL
     );
CREATE TABLE deleted_contacts (
       location_id TEXT NOT NULL,
       contact_id TEXT NOT NULL,
       date_deleted BIGINT NOT NULL,
       PRIMARY KEY (location_id, contact_id)
     );
CREATE TABLE "users" (
       id TEXT PRIMARY KEY,
       company_id TEXT NOT NULL REFERENCES companies (id),
       name TEXT NOT NULL,
       email TEXT NOT NULL,
       email_lower_case TEXT NOT NULL,
       role TEXT NOT NULL,
       type TEXT NOT NULL,
       password_hash TEXT,
       date_added BIGINT NOT NULL,
       profile TEXT NOT NULL DEFAULT '{}'
     );
CREATE TABLE contact_deletions (
       location_id TEXT NOT NULL,
       contact_id TEXT NOT NULL,
       PRIMARY KEY (location_id, contact_id)
     );
CREATE INDEX location_users_by_user ON location_users (user_id);
CREATE INDEX contacts_by_id ON contacts (id);
CREATE INDEX installations_by_app ON installations (client_id, company_id, location_id);
CREATE INDEX authorization_codes_by_expiry ON authorization_codes (date_expires);
CREATE INDEX grants_by_installation ON grants (installation_id);
CREATE INDEX grants_by_parent ON grants (parent_id);
CREATE INDEX refresh_tokens_by_grant ON refresh_tokens (grant_id);
CREATE INDEX refresh_tokens_by_expiry ON refresh_tokens (date_expires);
CREATE INDEX sign_in_sessions_by_expiry ON sign_in_sessions (date_expires);
CREATE INDEX audit_events_by_date ON audit_events (date_added);
CREATE INDEX notes_of_contact ON notes (location_id, contact_id, sort_time, id, size);
CREATE INDEX tasks_of_contact ON tasks (location_id, contact_id, sort_time, id, size);
CREATE INDEX appointments_of_contact ON appointments (location_id, contact_id, sort_time, id, size);
CREATE INDEX appointments_by_time ON appointments (location_id, sort_time, id);
CREATE INDEX businesses_by_id ON businesses (id);
CREATE INDEX documents_by_location ON documents (location_id);
CREATE INDEX contact_addresses_by_contact ON contact_addresses (location_id, contact_id);
CREATE INDEX contacts_by_email ON contacts (location_id, email_lower_case, date_added, id)
     WHERE email_lower_case IS NOT NULL;
CREATE INDEX contacts_by_phone ON contacts (location_id, phone, date_added, id)
     WHERE phone IS NOT NULL;
CREATE UNIQUE INDEX contact_changes_by_location ON contact_changes (location_id, sequence);
CREATE INDEX deleted_documents ON documents (id) WHERE is_deleted = 1;
CREATE INDEX deleted_contacts_by_date ON deleted_contacts (location_id, date_deleted, contact_id);
CREATE INDEX deleted_contacts_by_contact ON deleted_contacts (contact_id);
CREATE UNIQUE INDEX users_by_email ON users (email_lower_case, company_id);
CREATE INDEX users_in_order ON users (company_id, date_added, id);
CREATE INDEX locations_in_order ON locations (company_id, date_added, id);
CREATE INDEX campaigns_in_order ON campaigns (location_id, date_added, id);
CREATE INDEX workflows_in_order ON workflows (location_id, date_added, id);
INSERT INTO "migrations" VALUES (1, 'initial', 1795982251650);
INSERT INTO "migrations" VALUES (2, 'oauth', 1795982251706);
INSERT INTO "migrations" VALUES (3, 'search', 1795982251716);
INSERT INTO "migrations" VALUES (4, 'contact-activities', 1795982251721);
INSERT INTO "migrations" VALUES (5, 'businesses', 1795982251732);
INSERT INTO "migrations" VALUES (6, 'contact-addresses', 1795982251740);
INSERT INTO "migrations" VALUES (7, 'changes-by-location', 1795982251755);
INSERT INTO "migrations" VALUES (8, 'kept-values', 1795982251759);
INSERT INTO "migrations" VALUES (9, 'custom-field-models', 1795982251763);
INSERT INTO "migrations" VALUES (10, 'document-use', 1795982251769);
INSERT INTO "migrations" VALUES (11, 'deleted-contacts', 1795982251775);
INSERT INTO "migrations" VALUES (12, 'unique-identifiers', 1795982251780);
INSERT INTO "migrations" VALUES (13, 'users-by-company', 1795982251788);
INSERT INTO "migrations" VALUES (14, 'contact-deletions', 1795982251790);
INSERT INTO "migrations" VALUES (15, 'lists-in-order', 1795982251795);
INSERT INTO "companies" VALUES ('7l4msRnmhNDjzFuEiR4x', 'Main', 1795982251831);
INSERT INTO "locations" VALUES ('Waw8kvU1xD3GeI3Km27c', '7l4msRnmhNDjzFuEiR4x', 'Main', 'US', 'America/New_York', 0, 1795982251832, '{}', NULL, NULL, NULL);
INSERT INTO "location_users" VALUES ('Waw8kvU1xD3GeI3Km27c', 'fC3jNNyQjR6pVfc756KH');
INSERT INTO "tokens" VALUES ('zH0nMcgnU6Yj67Q38pTd', 'CEIzRhcBjVYl7hJ4UM6zE3akjvZBwmVdKDX3TDUxjfo', 'Private integration', '7l4msRnmhNDjzFuEiR4x', 'Waw8kvU1xD3GeI3Km27c', 'contacts.readonly contacts.write locations/tags.readonly locations/tags.write locations/customFields.readonly locations/customFields.write businesses.write businesses.readonly', 1795982254272, NULL, NULL);
INSERT INTO "tokens" VALUES ('8e5wZbLqd57owChqh3gu', '7sq-I2KPxXrpf6Xg2NItHfiAw5VTtfhT6rDe39jSCSo', 'Private integration', '7l4msRnmhNDjzFuEiR4x', 'Waw8kvU1xD3GeI3Km27c', 'contacts.readonly contacts.write locations/tags.readonly locations/tags.write locations/customFields.readonly locations/customFields.write businesses.readonly businesses.write', 1795982305902, NULL, 1795982310382);
INSERT INTO "custom_fields" VALUES ('Waw8kvU1xD3GeI3Km27c', 'g4vqKVPEbeQsd7WORNcX', 'contact.plan', 0, '{"id":"g4vqKVPEbeQsd7WORNcX","name":"Plan","fieldKey":"contact.plan","placeholder":"","dataType":"TEXT","position":0,"locationId":"Waw8kvU1xD3GeI3Km27c","model":"contact"}', 1795982310444, NULL);
INSERT INTO "location_tags" VALUES ('Waw8kvU1xD3GeI3Km27c', 'vip', 'x8evSFRNjUR5mpYJvbLh');
INSERT INTO "contacts" VALUES ('Waw8kvU1xD3GeI3Km27c', 'Wwp9nVXWtwQ3ZobvV1mr', 'rosan@example.com', '+18887324197', 1795982310775, 1795982311447, '{"id":"Wwp9nVXWtwQ3ZobvV1mr","name":"Rosan","dateAdded":"2026-11-29T19:58:30.775Z","dateUpdated":"2026-11-29T19:58:31.447Z","deleted":false,"tags":["vip"],"type":"lead","customFields":[{"id":"g4vqKVPEbeQsd7WORNcX","value":"gold"}],"locationId":"Waw8kvU1xD3GeI3Km27c","firstName":"Rosan","firstNameLowerCase":"rosan","fullNameLowerCase":"rosan","email":"rosan@example.com","emailLowerCase":"rosan@example.com","bounceEmail":false,"unsubscribeEmail":false,"phone":"+18887324197","dnd":false,"assignedTo":"fC3jNNyQjR6pVfc756KH","createdBy":{"source":"INTEGRATION","channel":"OAUTH","sourceId":"8e5wZbLqd57owChqh3gu","timestamp":"2026-11-29T19:58:30.775Z"},"lastUpdatedBy":{"source":"INTEGRATION","channel":"OAUTH","sourceId":"8e5wZbLqd57owChqh3gu","timestamp":"2026-11-29T19:58:31.447Z"},"lastSessionActivityAt":"2026-11-29T19:58:30.775Z","followers":[],"additionalEmails":[{"email":"second@example.com"}],"additionalPhones":[],"validEmail":null,"validEmailDate":null}');
INSERT INTO "audit_events" VALUES ('z1NaQRBhoJmcpAcqKdmL', 1795982254280, 'token.created', '{"tokenId":"zH0nMcgnU6Yj67Q38pTd","name":"Private integration","companyId":"7l4msRnmhNDjzFuEiR4x","locationId":"Waw8kvU1xD3GeI3Km27c","scopes":["contacts.readonly","contacts.write","locations/tags.readonly","locations/tags.write","locations/customFields.readonly","locations/customFields.write","businesses.write","businesses.readonly"]}');
INSERT INTO "audit_events" VALUES ('UYER37zZUs2CRv3prxyS', 1795982305904, 'token.created', '{"tokenId":"8e5wZbLqd57owChqh3gu","name":"Private integration","companyId":"7l4msRnmhNDjzFuEiR4x","locationId":"Waw8kvU1xD3GeI3Km27c","scopes":["contacts.readonly","contacts.write","locations/tags.readonly","locations/tags.write","locations/customFields.readonly","locations/customFields.write","businesses.readonly","businesses.write"]}');
INSERT INTO "audit_events" VALUES ('HNHeLsjkoF82UW7WzIwQ', 1795982310384, 'token.first-used', '{"tokenId":"8e5wZbLqd57owChqh3gu","name":"Private integration"}');
INSERT INTO "search_indexes" VALUES ('Waw8kvU1xD3GeI3Km27c', 1, 4);
INSERT INTO "search_segments" VALUES ('Waw8kvU1xD3GeI3Km27c', '1795982316849-ROpsMOvexxR2aVAamU1z', 1, 744, X'01000000040000000000000000000000');
INSERT INTO "search_columns" VALUES ('Waw8kvU1xD3GeI3Km27c', '1795982316849-ROpsMOvexxR2aVAamU1z', '', X'020000000800000015000000000000000000000015000000577770396E565857747751335A6F627656316D7200000000');
INSERT INTO "search_columns" VALUES ('Waw8kvU1xD3GeI3Km27c', '1795982316849-ROpsMOvexxR2aVAamU1z', 'firstNameLowerCase', X'040000000400000001000000080000000600000000000000010000000000000001000000000000000000000006000000726F73616E000000');
INSERT INTO "search_columns" VALUES ('Waw8kvU1xD3GeI3Km27c', '1795982316849-ROpsMOvexxR2aVAamU1z', 'fullNameLowerCase', X'040000000400000001000000080000000600000000000000010000000000000001000000000000000000000006000000726F73616E000000');
INSERT INTO "search_columns" VALUES ('Waw8kvU1xD3GeI3Km27c', '1795982316849-ROpsMOvexxR2aVAamU1z', 'email', X'040000000400000001000000080000001200000000000000010000000000000001000000000000000000000012000000726F73616E406578616D706C652E636F6D00000000000000');
INSERT INTO "search_columns" VALUES ('Waw8kvU1xD3GeI3Km27c', '1795982316849-ROpsMOvexxR2aVAamU1z', 'phone', X'040000000400000001000000080000000D0000000000000001000000000000000100000000000000000000000D0000002B313838383733323431393700000000');
INSERT INTO "search_columns" VALUES ('Waw8kvU1xD3GeI3Km27c', '1795982316849-ROpsMOvexxR2aVAamU1z', 'type', X'0400000004000000010000000800000005000000000000000100000000000000010000000000000000000000050000006C65616400000000');
INSERT INTO "search_columns" VALUES ('Waw8kvU1xD3GeI3Km27c', '1795982316849-ROpsMOvexxR2aVAamU1z', 'assignedTo', X'0400000004000000010000000800000015000000000000000100000000000000010000000000000000000000150000006663336A6E6E79716A7236707666633735366B6800000000');
INSERT INTO "search_columns" VALUES ('Waw8kvU1xD3GeI3Km27c', '1795982316849-ROpsMOvexxR2aVAamU1z', 'dnd', X'04000000040000000100000008000000060000000000000001000000000000000100000000000000000000000600000066616C7365000000');
INSERT INTO "search_columns" VALUES ('Waw8kvU1xD3GeI3Km27c', '1795982316849-ROpsMOvexxR2aVAamU1z', 'dateAdded', X'0200000004000000080000000000000000000000000000000070D7338E227A42');
INSERT INTO "search_columns" VALUES ('Waw8kvU1xD3GeI3Km27c', '1795982316849-ROpsMOvexxR2aVAamU1z', 'dateUpdated', X'020000000400000008000000000000000000000000000000007001348E227A42');
INSERT INTO "search_columns" VALUES ('Waw8kvU1xD3GeI3Km27c', '1795982316849-ROpsMOvexxR2aVAamU1z', 'tags', X'05000000040000000800000001000000080000000400000002000000000000000000000001000000010000000000000000000000040000007669700000000000');
INSERT INTO "search_columns" VALUES ('Waw8kvU1xD3GeI3Km27c', '1795982316849-ROpsMOvexxR2aVAamU1z', 'additionalEmails', X'05000000040000000800000001000000080000001300000002000000000000000000000001000000010000000000000000000000130000007365636F6E64406578616D706C652E636F6D000000000000');
INSERT INTO "search_columns" VALUES ('Waw8kvU1xD3GeI3Km27c', '1795982316849-ROpsMOvexxR2aVAamU1z', 'customFields.g4vqKVPEbeQsd7WORNcX', X'040000000400000001000000080000000500000000000000010000000000000001000000000000000000000005000000676F6C6400000000');
INSERT INTO "notes" VALUES ('Waw8kvU1xD3GeI3Km27c', 'Wwp9nVXWtwQ3ZobvV1mr', 'ClyUkJkiG1mh1aWGixYI', 1795982311600, 141, '{"id":"ClyUkJkiG1mh1aWGixYI","body":"Wants a quote","dateAdded":"2026-11-29T19:58:31.600Z","contactId":"Wwp9nVXWtwQ3ZobvV1mr","pinned":false}');
INSERT INTO "tasks" VALUES ('Waw8kvU1xD3GeI3Km27c', 'Wwp9nVXWtwQ3ZobvV1mr', 'p5Xa3iHUpYlmAoeOU30W', 1795982311769, 137, '{"id":"p5Xa3iHUpYlmAoeOU30W","title":"Send it","dueDate":"2026-12-01T10:00:00.000Z","completed":false,"contactId":"Wwp9nVXWtwQ3ZobvV1mr"}');
INSERT INTO "campaigns" VALUES ('Waw8kvU1xD3GeI3Km27c', 'ZF8UMfvuu4XaNdTqE5jL', 'Welcome', 'published', 1795982258026);
INSERT INTO "campaign_contacts" VALUES ('Waw8kvU1xD3GeI3Km27c', 'Wwp9nVXWtwQ3ZobvV1mr', 'ZF8UMfvuu4XaNdTqE5jL', 'added', 1795982311961, 1795982311961);
INSERT INTO "businesses" VALUES ('Waw8kvU1xD3GeI3Km27c', '5586c76cc731ad90028c9db1', '{"id":"5586c76cc731ad90028c9db1","name":"Doe Ltd","locationId":"Waw8kvU1xD3GeI3Km27c","createdBy":{"source":"INTEGRATION","channel":"OAUTH","sourceId":"8e5wZbLqd57owChqh3gu","timestamp":"2026-11-29T19:58:32.279Z"},"updatedBy":{"source":"INTEGRATION","channel":"OAUTH","sourceId":"8e5wZbLqd57owChqh3gu","timestamp":"2026-11-29T19:58:32.279Z"},"createdAt":"2026-11-29T19:58:32.279Z","updatedAt":"2026-11-29T19:58:32.279Z"}', 1795982312279, NULL);
INSERT INTO "contact_addresses" VALUES ('Waw8kvU1xD3GeI3Km27c', 'email', 'second@example.com', 1795982310775, 'Wwp9nVXWtwQ3ZobvV1mr');
INSERT INTO "deleted_contacts" VALUES ('Waw8kvU1xD3GeI3Km27c', 'hsqJ9rv1OLlkXFC14bp8', 1795982311242);
INSERT INTO "users" VALUES ('fC3jNNyQjR6pVfc756KH', '7l4msRnmhNDjzFuEiR4x', 'Ann Lee', 'ann@example.com', 'ann@example.com', 'user', 'account', NULL, 1795982274015, '{}');
DELETE FROM sqlite_sequence;
INSERT INTO "sqlite_sequence" VALUES ('contact_changes', 4);
