import { pino } from 'pino'
import type { StartContactd } from './contactd.ts'
import { openDevServer } from './dev-server.ts'

export type * from './contactd.ts'

export const startContactd: StartContactd = ({ database, port = 0 } = {}) =>
  openDevServer({ database, host: '127.0.0.1', port, logger: pino({ level: 'silent' }) })
