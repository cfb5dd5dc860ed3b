import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'

/** The installed version of Scalar. It is part of the script's path, so browsers may cache the script. */
export const scalarVersion: string = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.resolve('@scalar/fastify-api-reference')), 'utf8'),
).version

/** The script of the reference page, plain and compressed. */
export interface ScalarScript {
  plain: Buffer
  gzipped: Buffer
}

/** The same as a message between threads. */
export interface ScalarMessage {
  plain: Uint8Array<ArrayBuffer>
  gzipped: Uint8Array<ArrayBuffer>
}

const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? './scalar-worker.ts' : './scalar-worker.js',
  import.meta.url,
)

let loading: Promise<ScalarScript> | undefined

/**
 * The script, loaded at its first use: loading takes 300 ms and 40 MB, which a server saves if nobody opens the
 * reference. A separate thread loads it, because it would block the event loop.
 */
export function scalarScript(): Promise<ScalarScript> {
  loading ??= load()
  return loading
}

async function load(): Promise<ScalarScript> {
  // Rejects if the thread fails.
  const [script] = (await once(new Worker(workerFile), 'message')) as [ScalarMessage]
  return { plain: Buffer.from(script.plain.buffer), gzipped: Buffer.from(script.gzipped.buffer) }
}
