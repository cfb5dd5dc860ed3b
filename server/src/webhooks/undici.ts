import { createRequire } from 'node:module'
import type { buildConnector, Pool, ProxyAgent } from 'undici'

const require = createRequire(import.meta.url)

/**
 * The parts of undici that deliveries need. They are loaded for the first delivery: even these take a tenth of a second of CPU, and the whole package,
 * which a proxy needs, three times as much.
 */
export const loadPool = () => require('undici/lib/dispatcher/pool.js') as typeof Pool
export const loadConnector = () => require('undici/lib/core/connect.js') as typeof buildConnector
export const loadProxyAgent = () => (require('undici') as { ProxyAgent: typeof ProxyAgent }).ProxyAgent
