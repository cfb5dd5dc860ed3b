import { distributions, highestNumber, numberedTables, shardColumn, shardTables } from './distribution.ts'
import { fillPlaces } from './id-places.ts'

/** A part of the work. */
export interface DistributionStep {
  /** What it does, for the operator: `distributes by location`. */
  does: string
  /** The table that it does this with; undefined if `does` says it. */
  table?: string
  statements: readonly string[]
}

/** The fewest and the most shards. Each has all tables of locations, so a thousand have some 45,000 tables. */
export const shardBounds = { least: 1, most: 1024 } as const

const chunksKey = 'document_chunks_document_id_fkey'

/**
 * One connection to each worker. A statement on one table may follow one on another that refers to it, and parallel
 * connections would not see each other's changes.
 */
export const oneConnection = "SET LOCAL citus.multi_shard_modify_mode = 'sequential'"

/** What the transaction needs before its steps. */
export const distributionSettings = (shards: number): string[] => [
  `SET LOCAL citus.shard_count = ${shards}`,
  oneConnection,
  'SET LOCAL citus.enable_local_reference_table_foreign_keys = on',
]

/**
 * The statements that distribute a table.
 * @param table an undistributed one; those that it refers to are distributed.
 */
export function distributeTable(table: string): string[] {
  switch (distributions[table] ?? shardTables[table]) {
    case 'reference':
      return [`SELECT create_reference_table('${table}')`]
    case 'coordinator':
      return [`SELECT citus_add_local_table_to_metadata('${table}')`]
    case 'location':
      return [
        ...(numberedTables.includes(table) ? keyByLocation(table) : []),
        intoShards(table, table === 'location_marks' ? 'none' : 'location_marks'),
      ]
    case 'document':
      return [intoShards(table, table === 'documents' ? 'none' : 'documents')]
    case 'id':
      return [intoShards(table, 'none')]
    default:
      throw new Error(`The distribution of ${table} is not declared.`)
  }
}

/** The steps for a database that has all tables of the migrations, in order. */
export function distributionSteps(): DistributionStep[] {
  return [
    {
      does: 'adds the number of the last change to the version of each location',
      statements: [addNumbers],
    },
    { does: 'adds the table of writes that belong to no location', statements: everywhere },
    {
      does: 'renames the version of each location, so that a server that has the database open writes no more',
      statements: ['ALTER TABLE location_marks RENAME COLUMN mark TO version'],
    },
    { does: 'adds the table of the locations of ids', statements: idPlaces },
    {
      does: 'drops the foreign key from document_chunks to documents',
      statements: [`ALTER TABLE document_chunks DROP CONSTRAINT ${chunksKey}`],
    },
    ...[...Object.keys(distributions), ...Object.keys(shardTables)].map((table) => ({
      does: verbs[distributions[table] ?? shardTables[table] ?? 'coordinator'],
      table,
      statements: distributeTable(table),
    })),
    {
      does: 'adds the foreign key from document_chunks to documents',
      statements: [
        `ALTER TABLE document_chunks ADD CONSTRAINT ${chunksKey} FOREIGN KEY (document_id) REFERENCES documents (id)`,
      ],
    },
  ]
}

const verbs = {
  location: 'distributes by location',
  document: 'distributes by document',
  id: 'distributes by id',
  reference: 'copies to every node',
  coordinator: 'keeps on the coordinator',
} as const

const intoShards = (table: string, sameAs: string) =>
  `SELECT create_distributed_table('${table}', '${shardColumn(table)}', colocate_with => '${sameAs}')`

/** A unique key must contain the shard column, and the index on both columns becomes it. */
const keyByLocation = (table: string) => [
  `ALTER TABLE ${table} DROP CONSTRAINT ${table}_pkey`,
  `DROP INDEX ${table}_by_location`,
  `ALTER TABLE ${table} ADD PRIMARY KEY (location_id, sequence)`,
]

/** Numbers go on after the highest that any table has given, also those of rows that are deleted by now. */
const addNumbers = `DO $$ BEGIN
    EXECUTE format('ALTER TABLE location_marks ADD COLUMN numbers BIGINT NOT NULL DEFAULT %s', ${highestNumber});
  END $$`

const everywhere = [
  'CREATE TABLE everywhere (id BIGINT PRIMARY KEY, mark BIGINT NOT NULL)',
  `INSERT INTO everywhere (id, mark)
   SELECT 1, COALESCE(MAX(mark), 0) + 1 FROM location_marks WHERE location_id = '' UNION ALL SELECT 2, 1`,
  "DELETE FROM location_marks WHERE location_id = ''",
]

const idPlaces = [
  `CREATE TABLE id_places (
     id TEXT COLLATE "C" NOT NULL, location_id TEXT COLLATE "C" NOT NULL, PRIMARY KEY (id, location_id)
   )`,
  fillPlaces,
]
