import type { Migration } from './migration.ts'

/** Businesses, and what locations, users and folders of custom fields gain. */
export const businesses: Migration = { number: 5, name: 'businesses', statements: [] }
