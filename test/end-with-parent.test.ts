import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { adopt } from './support/program.ts'

const module = new URL('../scripts/end-with-parent.js', import.meta.url).href
const program = `
import { endWithParent } from '${module}'
process.on('SIGTERM', () => { console.log('stopping'); process.exit() })
setTimeout(() => process.exit(), 20_000)
endWithParent()
console.log('started')`

it.runIf(process.platform !== 'win32')('`npm start` ends when npm is terminated', async () => {
  // A shell that does not exec its command, as npm has it.
  const shell = spawn(
    'sh',
    ['-c', '"$@"; true', 'sh', process.execPath, '--input-type=module', '-e', program],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  adopt(shell)
  let output = ''
  shell.stdout.on('data', (chunk: Buffer) => {
    output += chunk
    if (output === 'started\n') shell.kill()
  })
  await once(shell.stdout, 'close')
  expect(output).toBe('started\nstopping\n')
})
