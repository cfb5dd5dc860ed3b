import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { CommandLine } from '../../../../test/support/command-line.ts'
import { listenOnLoopback } from '../../../../test/support/listen-on-loopback.ts'

it('serve creates no database if its port is in use', async () => {
  const contactd = new CommandLine()
  const taken = createServer()
  const { port, close } = await listenOnLoopback(taken)
  try {
    const { code, stderr } = await contactd.run(['serve', '--port', String(port)])
    expect(code).toBe(1)
    expect(stderr).toContain(`Port ${port} on 127.0.0.1 is in use`)
    expect(existsSync(contactd.file)).toBe(false)
  } finally {
    close()
  }
})
