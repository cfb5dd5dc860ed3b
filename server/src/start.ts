import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { keepYoungYoung } from './lib/garbage-collector.ts'

/** Runs the command line. Only a Node.js that is new enough may load this. */
export async function start(): Promise<void> {
  // What V8 made of the sources is kept beside them, where that can be written: the next start has it ready.
  enableCompileCache(fileURLToPath(new URL('../.compile-cache', import.meta.url)))
  keepYoungYoung()
  const { run } = await import('./cli/program.ts')
  await run(process.argv)
}
