#!/usr/bin/env node
import { fileURLToPath } from 'node:url'

// The store's native part needs Node-API 10 and crashes without a word below it: look before anything loads it.
if (Number(process.versions.napi) < 10) {
  process.stderr.write(
    `contactd: Node.js ${process.versions.node} is too old: install Node.js 22.19 or newer (in a checkout, npm ci brings one).\n`,
  )
  process.exitCode = 1
} else {
  // What V8 made of the sources is kept beside them, where that can be written: the next start has it ready.
  const { enableCompileCache } = await import('node:module')
  enableCompileCache(fileURLToPath(new URL('../.compile-cache', import.meta.url)))
  const { run } = await import('./cli/program.ts')
  await run(process.argv)
}
