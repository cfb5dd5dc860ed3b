import { defineConfig } from 'vitest/config'

/** The second step of `npm test`: reads the report of the first. */
export default defineConfig({ test: { include: ['test/behaviour/*.check.ts'], pool: 'threads' } })
