/** `npm start`: builds what isn't built, or is older than its sources, and becomes `contactd serve --demo`. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url))
const main = new URL('../server/dist/main.js', import.meta.url)

const build = spawnSync(process.execPath, [compiler, '--build', 'server'], { cwd: root, stdio: 'inherit' })
if (build.status !== 0) process.exit(1)

// In this very process, so that a signal to `npm start` reaches the server. An old Node.js is told so there.
process.argv.splice(1, 1, fileURLToPath(main), 'serve', '--demo')
import(main.href)
