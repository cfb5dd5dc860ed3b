import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeCertificate } from './support/certificate.ts'
import { type Program, startProgram, temporaryFolder } from './support/program.ts'

const hasNginx = spawnSync('nginx', ['-v']).status === 0
const deployment = fileURLToPath(new URL('../docs/deploy.md', import.meta.url))
const publicHost = 'contacts.example.com'

/** The configuration in docs/deploy.md, with the addresses and files of this test. */
function configuration(folder: string, port: number, upstreamPort: number): string {
  const [, server = ''] = /```nginx\n(.*?)```/s.exec(readFileSync(deployment, 'utf8')) ?? []
  const own = server
    .replace('listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`)
    .replace('listen [::]:443 ssl;', '')
    .replace('/etc/ssl/contacts.example.com.pem', join(folder, 'certificate.pem'))
    .replace('/etc/ssl/contacts.example.com.key', join(folder, 'key.pem'))
    .replace('127.0.0.1:4455', `127.0.0.1:${upstreamPort}`)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join('\n')
  return `daemon off; master_process off; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events {}
http { access_log off; ${temporary}
${own}
}`
}

// Skipped unless nginx is installed: nothing else can verify the configuration.
describe.runIf(hasNginx)(
  'contactd behind nginx with TLS, configured as in docs/deploy.md (needs nginx)',
  () => {
    let program: Program
    let nginx: ChildProcess
    let port: number

    beforeAll(async () => {
      program = await startProgram({
        demo: true,
        logLevel: 'info',
        args: ['--allowed-host', publicHost],
      })
      const folder = temporaryFolder()
      port = await freePort()
      const { certificate, key } = makeCertificate('127.0.0.1')
      writeFileSync(join(folder, 'certificate.pem'), certificate)
      writeFileSync(join(folder, 'key.pem'), key)
      const file = join(folder, 'nginx.conf')
      writeFileSync(file, configuration(folder, port, program.port))
      nginx = spawn('nginx', ['-e', join(folder, 'error.log'), '-c', file], { stdio: 'inherit' })
      await untilItAnswers()
    })
    afterAll(async () => {
      if (nginx?.exitCode === null) {
        nginx.kill('SIGTERM')
        await once(nginx, 'exit')
      }
    })

    const get = (path: string, headers: Record<string, string> = {}) =>
      new Promise<{ status: number | undefined; headers: object; text: string }>((resolve, reject) => {
        const sent = { host: publicHost, version: '2021-07-28', ...headers }
        const asked = request(
          { host: '127.0.0.1', port, path, headers: sent, rejectUnauthorized: false },
          async (reply) => {
            const chunks: Buffer[] = []
            for await (const chunk of reply) chunks.push(chunk)
            resolve({
              status: reply.statusCode,
              headers: reply.headers,
              text: Buffer.concat(chunks).toString(),
            })
          },
        )
        asked.on('error', reject).end()
      })

    async function untilItAnswers(): Promise<void> {
      for (let tries = 0; tries < 500; tries++) {
        const status = await get('/healthz').then(
          (reply) => reply.status,
          () => undefined,
        )
        if (status === 200) return
        if (nginx.exitCode !== null)
          throw new Error('nginx does not run with the configuration of docs/deploy.md.')
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      throw new Error('nginx does not answer.')
    }

    it.each([
      ['unchanged', {}],
      [
        'with its own forwarding headers',
        {
          'x-forwarded-proto': 'http',
          'x-forwarded-for': '127.0.0.1',
          'x-forwarded-host': 'evil.example',
        },
      ],
    ])(
      'uses https in the links of a response, for a client that comes %s (BR-440, BR-441)',
      async (_, forwarded) => {
        const headers = { authorization: `Bearer ${program.token}`, ...forwarded }
        const list = await get('/contacts/?locationId=ve9EPM428h8vShlRW1KT&limit=1', headers)
        const { meta } = JSON.parse(list.text) as { meta: { nextPageUrl: string } }
        expect(meta.nextPageUrl).toMatch(`https://${publicHost}/contacts/?`)
        const next = await get(meta.nextPageUrl.replace(`https://${publicHost}`, ''), headers)
        expect(next.status).toBe(200)
        const document = JSON.parse((await get('/openapi.json', forwarded)).text) as { servers: object }
        expect(document.servers).toEqual([{ url: `https://${publicHost}` }])
      },
    )

    it('does not show the demo token (BR-443)', async () => {
      const { status, text } = await get('/docs')
      expect(status).toBe(200)
      expect(text).not.toContain('pit-')
    })

    it("accepts a file that is larger than nginx's default limit, and passes on the error of an unknown path", async () => {
      expect((await get('/nowhere')).text).toContain('Cannot GET /nowhere')
      const form = new FormData()
      form.append('file', new Blob([Buffer.alloc(3 * 1024 ** 2)]), 'large.bin')
      const sent = new Response(form)
      const body = Buffer.from(await sent.arrayBuffer())
      const status = await new Promise<number | undefined>((resolve, reject) => {
        const asked = request({
          host: '127.0.0.1',
          port,
          method: 'POST',
          path: '/locations/ve9EPM428h8vShlRW1KT/customFields/upload',
          rejectUnauthorized: false,
          headers: {
            host: publicHost,
            version: '2021-07-28',
            authorization: `Bearer ${program.token}`,
            'content-type': sent.headers.get('content-type') ?? '',
            'content-length': body.length,
          },
        })
        asked.on('response', (reply) => resolve(reply.resume().statusCode))
        asked.on('error', reject).end(body)
      })
      expect(status).toBe(200)
    })
  },
)

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
