/** `npm start`: builds if sources are newer than the build, and becomes `contactd serve --demo`. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { endWithParent } from './end-with-parent.js'

const builder = fileURLToPath(new URL('./build.ts', import.meta.url))
const main = new URL('../server/dist/main.js', import.meta.url)

// The bundler requires the same version of Node.js as contactd, and fails on older ones without explanation.
if (Number(process.versions.napi) < 10) {
  process.stderr.write(
    `contactd: Node.js ${process.versions.node} is too old: install Node.js 22.19 or newer.\n`,
  )
  process.exit(1)
}
const build = spawnSync(process.execPath, [builder], { stdio: 'inherit' })
if (build.status !== 0) process.exit(1)

// In this process, so that a signal to the terminal reaches the server. One to npm alone does not.
endWithParent()
process.argv.splice(1, 1, fileURLToPath(main), 'serve', '--demo')
await import(main.href)
