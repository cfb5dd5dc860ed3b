import { promisify } from 'node:util'
import { parentPort } from 'node:worker_threads'
import { gzip } from 'node:zlib'
import scalar from '@scalar/fastify-api-reference'
import Fastify from 'fastify'
import type { ScalarMessage } from './scalar-script.ts'

/**
 * The thread that extracts the script from Scalar's plugin, which does not export it: a server that never listens
 * requests it.
 */
const host = Fastify()
await host.register(scalar, { routePrefix: '/docs', configuration: { url: '/openapi.json' } })
const { rawPayload } = await host.inject('/docs/js/scalar.js')
// Has its own memory, which can be transferred.
const plain = new Uint8Array(rawPayload)
const gzipped = new Uint8Array(await promisify(gzip)(plain))
const script: ScalarMessage = { plain, gzipped }
parentPort?.postMessage(script, [plain.buffer, gzipped.buffer])
