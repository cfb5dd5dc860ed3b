import type { DatabaseOptions } from './options.ts'

/** What `contactd serve` is told. */
export interface ServeOptions extends DatabaseOptions {
  host: string
  port: number
  databaseReplica?: string
  demo?: boolean
  logLevel: string
  rateLimit: 'off' | 'highlevel'
  rateLimitMax: number
  rateLimitIntervalMs: number
  rateLimitDaily: number
  cors?: string
  refreshGraceSeconds: number
  workers: number
}
