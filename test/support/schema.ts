import type { Storage } from '../../server/src/storage/storage.ts'
import { testEngine } from './engines.ts'

/** A column, as the database describes it. */
export interface Column {
  table: string
  name: string
  /** As declared: `TEXT`, `BIGINT`, `INTEGER`, `BLOB` or `BYTEA`. */
  type: string
  /** 1 if it is NOT NULL, else 0. */
  isNeeded: number
}

const schemaQueries = {
  sqlite: `SELECT m.name AS "table", c.name AS name, c.type AS type, max(c."notnull", min(c.pk, 1)) AS "isNeeded"
           FROM sqlite_master m JOIN pragma_table_info(m.name) c
           WHERE m.type = 'table' ORDER BY m.name, c.cid`,
  postgres: `SELECT table_name AS "table", column_name AS name, upper(data_type) AS type,
               CASE is_nullable WHEN 'NO' THEN 1 ELSE 0 END AS "isNeeded"
             FROM information_schema.columns
             JOIN pg_class ON pg_class.oid = to_regclass(quote_ident(table_name)) AND NOT relispartition AND relkind <> 'v'
             WHERE table_schema = 'public' AND table_name NOT IN ('change_stamp', 'location_marks', 'everywhere', 'id_places')
             ORDER BY table_name, ordinal_position`,
}

/** Every column of every table in order, without the engine's own tables. */
export const readSchema = (storage: Storage): Promise<Column[]> =>
  storage.read((tx) =>
    tx.all<Record<string, never>, Column>({ name: 'every-column', sql: schemaQueries[testEngine] }, {}),
  )
