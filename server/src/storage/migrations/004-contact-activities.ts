import type { Migration } from './migration.ts'

/** Notes, tasks, appointments, and the campaigns and workflows that contacts are in. */
export const contactActivities: Migration = { number: 4, name: 'contact-activities', statements: [] }
