import type { Connection } from '../connection/connection.ts'

/** The table that keeps the foreign keys as text while rows arrive in any order. */
const waiting = 'copy_foreign_keys'

/** Keys of partitions are created and dropped with those of their table. */
const listKeys = (
  isOwn: string,
) => `SELECT conrelid::regclass::text AS of_table, conname AS name, pg_get_constraintdef(oid) AS definition
  FROM pg_constraint
  WHERE contype = 'f' AND ${isOwn} AND connamespace = current_schema()::regnamespace`

/** Drops the foreign keys, so that all rows are checked once at the end. Must run in a transaction. */
export async function dropForeignKeys(connection: Connection): Promise<void> {
  await connection.control(
    `CREATE TABLE ${waiting} AS ${listKeys(connection.layout.copying.ownKeys)}; ${drop}`,
  )
}

const drop = `
  DO $$ DECLARE found record; BEGIN
    FOR found IN SELECT of_table, name FROM ${waiting} LOOP
      EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.of_table, found.name);
    END LOOP;
  END $$`

/** Restores the foreign keys. Must run in a transaction; fails with 23503 if a row refers to a missing row. */
export async function restoreForeignKeys(connection: Connection): Promise<void> {
  await connection.control(restore)
}

const restore = `
  DO $$ DECLARE found record; BEGIN
    FOR found IN SELECT of_table, name, definition FROM ${waiting} ORDER BY of_table, name LOOP
      EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I %s', found.of_table, found.name, found.definition);
    END LOOP;
  END $$;
  DROP TABLE ${waiting}`
