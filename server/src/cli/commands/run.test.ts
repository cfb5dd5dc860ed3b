import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { runHere } from '../../../../test/support/command-line.ts'
import { adopt, launcher, runProgram, temporaryFolder } from '../../../../test/support/program.ts'

/** Folders of certificates and of temporary files, which outlive no command. */
let state: string
let temporary: string
beforeAll(() => {
  state = temporaryFolder()
  temporary = temporaryFolder()
})
const run = (args: readonly string[], env: Record<string, string> = {}) =>
  runProgram(['run', ...args], { env: { XDG_STATE_HOME: state, TMPDIR: temporary, ...env } })

it.each([
  ['exit 0', 0],
  ['exit 7', 7],
  ['kill -TERM $$', 143],
])('BR-614 ends with the exit code of the command: %s', async (command, code) => {
  expect(await run(['--', 'sh', '-c', command])).toEqual({ code, stdout: '', stderr: '' })
  expect(readdirSync(temporary)).toEqual([])
})

it('BR-614 has the input and the output of the command alone', async () => {
  const ended = await run(['--', 'sh', '-c', 'echo "$CONTACTD_LOCATION_ID"; echo to stderr >&2'])
  expect(ended).toEqual({ code: 0, stdout: 've9EPM428h8vShlRW1KT\n', stderr: 'to stderr\n' })
})

it('BR-613 gives the command the key of webhooks', async () => {
  const script = `
    const { ed25519 } = await (await fetch(process.env.CONTACTD_URL + '/_contactd/keys/webhooks')).json()
    console.log(ed25519.pem.length, ed25519.pem === process.env.WEBHOOK_SIGNATURE_PUBLIC_KEY)`
  const ended = await run(['--', process.execPath, '--input-type=module', '-e', script])
  expect(ended).toEqual({ code: 0, stdout: '113 true\n', stderr: '' })
})

it.each([
  ['a command that is missing', ['no-such-command'], 127, 'there is no such command'],
  ['a folder', ['/'], 126, 'EACCES'],
])('BR-614 says that %s can not be started', async (_, command, code, reason) => {
  const ended = await run(['--', ...command])
  expect(ended).toEqual({
    code,
    stdout: '',
    stderr: `contactd: ${command[0]} can't be started: ${reason}.\n`,
  })
  expect(readdirSync(temporary)).toEqual([])
})

it('BR-614 passes signals on, and waits for the command', async () => {
  const script = `process.on('SIGTERM', () => { console.log('ended'); process.exit(3) }); console.log('ready'); setInterval(() => {}, 1000)`
  const child = spawn(launcher, ['run', '--', process.execPath, '-e', script], {
    env: { ...process.env, XDG_STATE_HOME: state, TMPDIR: temporary },
  })
  adopt(child)
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    if (text.includes('ready')) child.kill('SIGTERM')
  })
  expect(await once(child, 'close')).toEqual([3, null])
  expect(stdout).toBe('ready\nended\n')
  expect(readdirSync(temporary)).toEqual([])
})

it('BR-613 adds its authority to the files that variables name already', async () => {
  const folder = temporaryFolder()
  const own = join(folder, 'own.pem')
  writeFileSync(own, 'OWN\n')
  const script = 'cat "$SSL_CERT_FILE"; echo; cat "$NODE_EXTRA_CA_CERTS"'
  const { stdout } = await run(['--', 'sh', '-c', script], { SSL_CERT_FILE: own, NODE_EXTRA_CA_CERTS: own })
  const [authorityFolder = ''] = readdirSync(join(state, 'contactd'))
  const authority = readFileSync(join(state, 'contactd', authorityFolder, 'ca.pem'), 'utf8')
  expect(stdout).toBe(`OWN\n${authority}\nOWN\n${authority}`)
})

it('BR-613 gives a command no variable of .env, which contactd reads for itself', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, '.env'), 'CONTACTD_OFFLINE=1\nOF_THE_FILE=yes\n')
  const ended = await runProgram(['run', '--', 'sh', '-c', 'echo "$CONTACTD_RUN_OFFLINE$OF_THE_FILE"'], {
    folder,
    env: { XDG_STATE_HOME: state, TMPDIR: temporary },
  })
  expect(ended).toEqual({ code: 0, stdout: '1\n', stderr: '' })
})

it('BR-612 intercepts further names, and refuses all others with --offline', async () => {
  const script = `
const status = (url) => fetch(url).then((response) => response.status, (error) => error.cause.message)
for (const url of ['https://api.example.com/healthz', 'http://services.leadconnectorhq.com/healthz', 'https://example.org/'])
  console.log(await status(url))`
  const file = join(temporaryFolder(), 'ask.mjs')
  writeFileSync(file, script)
  const ended = await run(['--intercept', 'api.example.com', '--offline', '--', process.execPath, file])
  expect(ended).toEqual({
    code: 0,
    stdout: '200\n200\ncontactd run --offline: example.org is not intercepted\n',
    stderr: '',
  })
})

it('BR-612 lists the requests of the command at the control plane', async () => {
  const script = `
await fetch('https://services.leadconnectorhq.com/contacts/none')
const plane = process.env.CONTACTD_URL + '/_contactd/dev/requests'
const { requests } = await (await fetch(plane)).json()
console.log(requests.map(({ method, path, status }) => [method, path, status].join(' ')).join())`
  const ended = await run(['--', process.execPath, '--input-type=module', '-e', script])
  expect(ended).toEqual({ code: 0, stdout: 'GET /contacts/none 401\n', stderr: '' })
})

it('fails where its certificates can not be kept', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'state'))
  writeFileSync(join(folder, 'state', 'contactd'), 'a file')
  const ended = await run(['--', 'true'], { XDG_STATE_HOME: join(folder, 'state') })
  expect(ended).toMatchObject({ code: 1, stdout: '' })
  expect(ended.stderr).toMatch(/^contactd: The certificates of the proxy can't be kept in .*\n$/)
})

it('BR-614 says that an empty command can not be started', async () => {
  expect(await run(['--', ''])).toMatchObject({
    code: 127,
    stderr: "contactd: It can't be started: there is no such command.\n",
  })
})

it.each([
  [['run'], "missing required argument 'command'"],
  [['run', '--intercept', 'https://api.example.com', '--', 'true'], 'It is the name of a host'],
  [['run', '--intercept', '127.0.0.1', '--', 'true'], 'It is the name of a host'],
])('refuses %j as wrong usage', async (args, sentence) => {
  const { code, stderr } = await runHere(args)
  expect(code).toBe(2)
  expect(stderr).toContain(sentence)
})
