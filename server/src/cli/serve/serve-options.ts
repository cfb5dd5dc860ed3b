import type { DatabaseOptions } from '../options.ts'
import type { ProxyOptions } from '../proxy-options.ts'
import type { RateLimitOptions } from '../rate-limit-options.ts'
import type { WebhookOptions } from '../webhook-options.ts'

/** The options of `contactd serve`. */
export interface ServeOptions extends DatabaseOptions, ProxyOptions, RateLimitOptions, WebhookOptions {
  host: string
  port: number
  databaseReplica?: string
  demo?: boolean
  json?: boolean
  logLevel: string
  logSql?: boolean
  /** In bytes. */
  uploadQuota: number
  cors?: string
  refreshGraceSeconds: number
  oauthBasic?: boolean
  metricsToken?: string
  workers: number
  /** Whether the bodies of requests are kept for the console, masked. */
  inspect?: boolean
}
