/** The table that keeps the foreign keys as text while rows arrive in any order. */
const waiting = 'copy_foreign_keys'

/** Keys of partitions are created and dropped with those of their table. */
const ownKeys = `SELECT conrelid::regclass::text AS of_table, conname AS name, pg_get_constraintdef(oid) AS definition
  FROM pg_constraint
  WHERE contype = 'f' AND conparentid = 0 AND connamespace = current_schema()::regnamespace`

/** Drops the foreign keys, so that all rows are checked once at the end. Must run in a transaction. */
export const dropForeignKeys = `
  CREATE TABLE ${waiting} AS ${ownKeys};
  DO $$ DECLARE found record; BEGIN
    FOR found IN SELECT of_table, name FROM ${waiting} LOOP
      EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.of_table, found.name);
    END LOOP;
  END $$`

/** Restores the foreign keys. Must run in a transaction; fails with 23503 if a row refers to a missing row. */
export const restoreForeignKeys = `
  DO $$ DECLARE found record; BEGIN
    FOR found IN SELECT of_table, name, definition FROM ${waiting} ORDER BY of_table, name LOOP
      EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I %s', found.of_table, found.name, found.definition);
    END LOOP;
  END $$;
  DROP TABLE ${waiting}`
