import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { disablePretenuring } from './lib/v8-flags.ts'

/** Runs the command line. Load it only on a supported Node.js. */
export async function start(): Promise<void> {
  // V8's compiled code is cached next to the sources, if that folder is writable, for the next start.
  enableCompileCache(fileURLToPath(new URL('../.compile-cache', import.meta.url)))
  disablePretenuring()
  const { run } = await import('./cli/program.ts')
  await run(process.argv)
}
