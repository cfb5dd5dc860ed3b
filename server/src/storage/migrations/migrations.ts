import { initial } from './001-initial.ts'
import { oauth } from './002-oauth.ts'
import { search } from './003-search.ts'
import { contactActivities } from './004-contact-activities.ts'
import { businesses } from './005-businesses.ts'
import { contactAddresses } from './006-contact-addresses.ts'
import { changesByLocation } from './007-changes-by-location.ts'
import { keptValues } from './008-kept-values.ts'
import type { Migration } from './migration.ts'

/** Every migration, in order. */
export const migrations: readonly Migration[] = [
  initial,
  oauth,
  search,
  contactActivities,
  businesses,
  contactAddresses,
  changesByLocation,
  keptValues,
]

export const newestMigration = Math.max(...migrations.map(({ number }) => number))

/** The migrations that make a schema. @param schema the number of its newest one. */
export const migrationsUpTo = (schema: number): Migration[] =>
  migrations.filter(({ number }) => number <= schema)
