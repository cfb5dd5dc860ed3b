import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const builder = fileURLToPath(new URL('../../scripts/build.ts', import.meta.url))

/** Builds the server once before the tests that start it as a program. */
export default function setup(): void {
  const { status, stderr, error } = spawnSync(process.execPath, [builder], {
    encoding: 'utf8',
    timeout: 120_000,
  })
  if (status !== 0) throw new Error(`npm run build: ${error?.message ?? `exit code ${status}`}\n${stderr}`)
}
