import { initial } from './001-initial.ts'
import { oauth } from './002-oauth.ts'
import type { Migration } from './migration.ts'

/** Every migration, in order. */
export const migrations: readonly Migration[] = [initial, oauth]
