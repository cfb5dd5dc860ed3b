import type { Connection } from '../connection/connection.ts'
import { acrossLocations, type StatementForms } from '../connection/statement-forms.ts'
import { inShards } from './shard-forms.ts'

const hasCitus = `SELECT to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL`
const isDistributed = `SELECT EXISTS (
  SELECT 1 FROM pg_catalog.pg_dist_partition WHERE logicalrelid = to_regclass('location_marks'))`

/** The forms of statements for the database of a connection: those for shards if Citus distributes its locations. */
export async function findForms(connection: Connection): Promise<StatementForms> {
  const isTrue = async (text: string) =>
    (await connection.query({ name: '', text, values: [] })).rows[0]?.[0] === true
  return (await isTrue(hasCitus)) && (await isTrue(isDistributed)) ? inShards : acrossLocations
}
