import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Builds the server once before the tests, for those that start it as a program. Wrong types don't keep the
 * compiler from writing its output, nor the tests from running: they are the business of `npm run check`.
 */
export default function setup(): void {
  const { status, stdout, stderr, error } = spawnSync(
    process.execPath,
    ['node_modules/typescript/bin/tsc', '--build', 'server'],
    { cwd: root, encoding: 'utf8', timeout: 120_000 },
  )
  if (status === 0) return
  const report = `tsc --build server: ${error?.message ?? `exit code ${status}`}\n${stdout ?? ''}${stderr ?? ''}`
  const wroteOutput = status === 2
  if (!wroteOutput) throw new Error(report)
  process.stderr.write(`${report}\n`)
}
