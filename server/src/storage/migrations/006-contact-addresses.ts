import type { Migration } from './migration.ts'

/** The additional emails and phones of contacts, to be looked up by. */
export const contactAddresses: Migration = { number: 6, name: 'contact-addresses', statements: [] }
