import { statement } from '../storage/statement.ts'
import type { Storage } from '../storage/storage.ts'
import type { App } from './app.ts'

const ping = statement<Record<string, never>, { one: number }>('ping', 'SELECT 1 AS "one"')

/** `/healthz`: the process answers. `/readyz`: the database does too (503 where it doesn't). */
export function registerHealth(app: App, storage: Storage): void {
  app.get('/healthz', { schema: { hide: true } }, async () => ({ status: 'ok' }))
  app.get('/readyz', { schema: { hide: true } }, async () => {
    await storage.read((tx) => tx.get(ping, {}))
    return { status: 'ok' }
  })
}
