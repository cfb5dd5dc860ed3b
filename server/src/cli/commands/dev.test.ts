import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { CommandLine, runHere } from '../../../../test/support/command-line.ts'
import { adopt, launcher, temporaryFolder } from '../../../../test/support/program.ts'

/** Starts `contactd dev` in a folder, and waits until it listens. */
async function startDev(folder: string, args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(launcher, ['dev', '--port', '0', '--json', ...args], {
    cwd: folder,
    env: { ...process.env, XDG_STATE_HOME: folder, ...env },
  })
  adopt(child)
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data')
  return {
    printed: JSON.parse(line),
    stderr: () => stderr,
    async stop() {
      child.kill('SIGTERM')
      return (await once(child, 'exit'))[0]
    },
  }
}

const call = async ({ url, token }: { url: string; token: string }, method: string, path: string) =>
  (
    await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, version: '2021-07-28' },
    })
  ).status

it('BR-600 prints what a program needs on stdout, and a greeting on stderr', async () => {
  const folder = temporaryFolder()
  const dev = await startDev(folder, [])
  const { url, token } = dev.printed
  expect(dev.printed).toEqual({
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    token: expect.stringMatching(/^pit-/),
    locationId: 've9EPM428h8vShlRW1KT',
    companyId: '5DP4iH6HLkQsiKESj6rh',
    contactId: 'ocQHyuzHvuMOe5N5jjXF',
    proxyUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    caFile: expect.stringContaining(join(folder, 'contactd', 'authority-')),
    owner: { email: 'olivia@example.com', password: 'contactd-dev' },
  })
  expect(dev.stderr()).toContain(`contactd listens on ${url}\n`)
  expect(dev.stderr()).toContain(`curl -X PUT '${url}/contacts/ocQHyuzHvuMOe5N5jjXF'`)
  expect(await call({ url, token }, 'GET', '/contacts/ocQHyuzHvysMo5N5VsXc')).toBe(200)
  expect(await dev.stop()).toBe(0)
})

it('BR-601 keeps a database that it made, which serve refuses', async () => {
  const folder = temporaryFolder()
  const file = join(folder, 'dev.db')
  const args = ['--database', `sqlite:${file}`]
  // Neither the environment nor .env names the database of a development server.
  const other = `sqlite:${join(folder, 'mine.db')}`
  writeFileSync(join(folder, '.env'), `CONTACTD_DATABASE=${other}\n`)
  const first = await startDev(folder, args, { CONTACTD_DATABASE: other })
  expect(await call(first.printed, 'DELETE', '/contacts/ocQHyuzHvuMOe5N5jjXF')).toBe(200)
  await first.stop()
  expect(existsSync(join(folder, 'mine.db'))).toBe(false)
  const second = await startDev(folder, args)
  const { url, proxyUrl } = second.printed
  expect(second.printed).toEqual({ ...first.printed, url, proxyUrl })
  expect(await call(second.printed, 'GET', '/contacts/ocQHyuzHvuMOe5N5jjXF')).toBe(400)
  await second.stop()
  expect(await runHere(['serve', '--port', '0', ...args])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('The database belongs to `contactd dev`'),
  })
})

it('BR-601 refuses a database with other data, and does not change it', async () => {
  const contactd = new CommandLine()
  await contactd.location()
  const before = readFileSync(contactd.file)
  const refused = await contactd.run(['dev', '--port', '0', '--database', contactd.database])
  expect(refused).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(
      /^contactd: The database .* has data that `contactd dev` did not make: name an empty one\.\n$/,
    ),
  })
  expect(readFileSync(contactd.file).equals(before)).toBe(true)
})

it.each([
  [['--listen', '0.0.0.0'], 'need each other'],
  [['--control-token', 'secret'], 'need each other'],
  [['--listen', 'a b', '--control-token', 'secret'], 'It is an address or a name'],
  [['--port', '-1'], '--port'],
])('refuses %j as wrong usage', async (args, sentence) => {
  const { code, stderr } = await runHere(['dev', ...args])
  expect(code).toBe(2)
  expect(stderr).toContain(sentence)
})
