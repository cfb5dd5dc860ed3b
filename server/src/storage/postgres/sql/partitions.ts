/** The fewest and the most partitions that a table can be made with. */
export const partitionBounds = { least: 2, most: 128 } as const

const newTable = /^\s*CREATE\s+TABLE\s+(\w+)\s*\([\s\S]*\)\s*$/i
const keyOfLocation = /\bPRIMARY\s+KEY\s*\(\s*location_id\b|\blocation_id\s+TEXT\b[^,]*\bPRIMARY\s+KEY\b/i
const countedRows = /(\bAS\s+IDENTITY)\s+PRIMARY\s+KEY\b/i
const ofLocation = /\blocation_id\s+TEXT\b[^,]*\bNOT\s+NULL\b/i

/**
 * A new table in hash partitions by location, where its rows belong to locations: where its primary key begins
 * with the location, or counts the rows of all of them. That counter then is no key any more, since a key
 * of a partitioned table holds what it is partitioned by; an index on location and counter takes its place. Tables
 * that are looked up by their id alone (documents), or that belong to all (tokens, users), stay whole.
 * @param sql a statement of a migration, in PostgreSQL's words.
 * @param partitions how many; 0 for none.
 * @returns the statements to be run in its place, in order.
 */
export function partitionedSql(sql: string, partitions: number): string[] {
  const table = newTable.exec(sql)?.[1]
  const isCounted = countedRows.test(sql) && ofLocation.test(sql)
  if (partitions === 0 || table === undefined || !(isCounted || keyOfLocation.test(sql))) return [sql]
  const parent = `${sql.replace(countedRows, '$1')} PARTITION BY HASH (location_id)`
  const children = Array.from(
    { length: partitions },
    (_, remainder) =>
      `CREATE TABLE ${table}_${remainder} PARTITION OF ${table}
       FOR VALUES WITH (MODULUS ${partitions}, REMAINDER ${remainder})`,
  )
  return [parent, ...children]
}
