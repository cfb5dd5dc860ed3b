/** Where the references wait, as text, while rows come in any order. */
const waiting = 'copy_foreign_keys'

/** Those of partitions come and go with their table's. */
const ownKeys = `SELECT conrelid::regclass::text AS of_table, conname AS name, pg_get_constraintdef(oid) AS definition
  FROM pg_constraint
  WHERE contype = 'f' AND conparentid = 0 AND connamespace = current_schema()::regnamespace`

/** Takes the references between tables away, to be asked of all rows at once in the end. For a transaction. */
export const dropForeignKeys = `
  CREATE TABLE ${waiting} AS ${ownKeys};
  DO $$ DECLARE found record; BEGIN
    FOR found IN SELECT of_table, name FROM ${waiting} LOOP
      EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.of_table, found.name);
    END LOOP;
  END $$`

/** Brings them back. For a transaction; it fails with 23503 where a row refers to one that is not there. */
export const restoreForeignKeys = `
  DO $$ DECLARE found record; BEGIN
    FOR found IN SELECT of_table, name, definition FROM ${waiting} ORDER BY of_table, name LOOP
      EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I %s', found.of_table, found.name, found.definition);
    END LOOP;
  END $$;
  DROP TABLE ${waiting}`
