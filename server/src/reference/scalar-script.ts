import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import Fastify from 'fastify'

/** The version of Scalar that is installed. It stands in the script's path, so that browsers may keep it. */
export const scalarVersion: string = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.resolve('@scalar/fastify-api-reference')), 'utf8'),
).version

/** The script that draws the reference page, as it is and compressed. */
export interface ScalarScript {
  plain: Buffer
  gzipped: Buffer
}

let loading: Promise<ScalarScript> | undefined

/**
 * The script, read when it is first asked for: loading it takes 300 ms and 40 MB, which a server whose
 * reference nobody opens doesn't spend.
 */
export function scalarScript(): Promise<ScalarScript> {
  loading ??= load()
  return loading
}

/** Scalar's plugin holds the script within itself, and serves it: a server that never listens asks for it. */
async function load(): Promise<ScalarScript> {
  const { default: scalar } = await import('@scalar/fastify-api-reference')
  const host = Fastify()
  await host.register(scalar, { routePrefix: '/docs', configuration: { url: '/openapi.json' } })
  const { rawPayload: plain } = await host.inject('/docs/js/scalar.js')
  return { plain, gzipped: await promisify(gzip)(plain) }
}
