/** The fewest and the most partitions that a table can have. */
export const partitionBounds = { least: 2, most: 128 } as const

const newTable = /^\s*CREATE\s+TABLE\s+(\w+)\s*\([\s\S]*\)\s*$/i
const keyOfLocation = /\bPRIMARY\s+KEY\s*\(\s*location_id\b|\blocation_id\s+TEXT\b[^,]*\bPRIMARY\s+KEY\b/i
const countedRows = /(\bAS\s+IDENTITY)\s+PRIMARY\s+KEY\b/i
const ofLocation = /\blocation_id\s+TEXT\b[^,]*\bNOT\s+NULL\b/i

/**
 * Creates a table with hash partitions by location if its rows belong to locations, that is, if its primary key
 * begins with the location or is a counter across locations. Such a counter stops being a key, since the keys of a
 * partitioned table must contain the partition column; an index on location and counter replaces it. Tables that are
 * read by id alone (documents) or shared by all locations (tokens, users) are not partitioned.
 * @param sql a statement of a migration, in PostgreSQL's syntax.
 * @param partitions the number of partitions; 0 for none.
 * @returns the statements to run instead, in order.
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
