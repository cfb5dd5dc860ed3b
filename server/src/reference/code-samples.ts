import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { brotliDecompress } from 'node:zlib'
import type { VersionKind } from '../http/version-header.ts'

/** Written by `npm run build`, which needs packages for it that contactd's package does not depend on. */
const file = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/samples.br' : './samples.br',
  import.meta.url,
)

/**
 * Reads the samples of a document: the JSON of each operation's list, with markers for the origin, by the id of the
 * operation. Nothing is kept: the caller caches what it makes of them.
 * @throws Error if the sources run without a build.
 */
export async function codeSamples(kind: VersionKind): Promise<Map<string, string>> {
  const text = (await promisify(brotliDecompress)(await readFile(file))).toString()
  const samples = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [ofKind, operationId, json] = line.split('\t')
    if (ofKind === kind && operationId !== undefined && json !== undefined) samples.set(operationId, json)
  }
  return samples
}
