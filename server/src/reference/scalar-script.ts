import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

/** Written by `npm run build`, which needs Scalar's package: 14 MB that contactd's package does not depend on. */
const file = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/scalar.js.gz' : './scalar.js.gz',
  import.meta.url,
)

/** The script of the reference page, plain and compressed. */
export interface ScalarScript {
  plain: Buffer
  gzipped: Buffer
}

let loading: Promise<ScalarScript> | undefined

/** Loads the script at its first use. @throws Error if the sources run without a build. */
export function scalarScript(): Promise<ScalarScript> {
  loading ??= load()
  return loading
}

async function load(): Promise<ScalarScript> {
  const gzipped = await readFile(file)
  return { plain: await promisify(gunzip)(gzipped), gzipped }
}
