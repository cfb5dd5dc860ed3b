import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildProgram } from '../server/src/cli/program.ts'
import { type DemoServer, startDemoServer } from './support/demo-server.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(root, 'README.md'), 'utf8')

let server: DemoServer
beforeAll(async () => {
  server = await startDemoServer()
})
afterAll(() => server.close())

describe('README.md', () => {
  it('has the two commands', () => {
    expect(readme).toMatch(/^npm ci && npm start$/m)
    expect(readme).toMatch(/^npm ci && npm test$/m)
  })

  it('has a sample for the official SDK that runs unchanged, except for the address and the token', async () => {
    const [sample = ''] = blocks('js')
    const { code, output } = await run(forServer(sample))
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining("name: 'Jane Doe'") })
  })

  it('has a curl line whose request gets the described response', async () => {
    const [, line = ''] = blocks('sh')
    const [, method, url] = /curl -X (\w+) '([^']+)'/.exec(forServer(line)) ?? []
    const headers = [...forServer(line).matchAll(/-H '([^:]+): ([^']+)'/g)].map(([, name, value]) => [
      name,
      value,
    ])
    const [, body] = /-d '([^']+)'/.exec(line) ?? []
    const reply = await fetch(`${url}`, {
      method: `${method}`,
      headers: headers as [string, string][],
      body: `${body}`,
    })
    expect(await reply.text()).toMatch(
      /^\{"succeded":true,"succeeded":true,"contact":\{"id":"ocQHyuzHvuMOe5N5jjXF","name":"Jane Doe",/,
    )
  })

  it('names only existing commands', async () => {
    const nouns = new Map(
      (await buildProgram()).commands.map((noun) => [noun.name(), noun.commands.map((verb) => verb.name())]),
    )
    const named = [...readme.matchAll(/(?:`|\.\/bin\/)contactd ([a-z-]+)(?: ([a-z-]+))?/g)]
    expect(named.length).toBeGreaterThan(8)
    for (const [, noun = '', verb] of named) {
      expect([...nouns.keys()]).toContain(noun)
      if (verb && nouns.get(noun)?.length) expect(nouns.get(noun)).toContain(verb)
    }
  })

  it('names all commands', async () => {
    const commands = (await buildProgram()).commands.flatMap((noun) =>
      noun.commands.map((verb) => [noun, verb] as const),
    )
    const isNamed = (noun: string, verb: string) =>
      new RegExp(`\\b${noun} ([a-z]+\\\\\\|)*${verb}\\b`).test(readme)
    expect(
      commands
        .map(([noun, verb]) => [noun.name(), verb.name()] as const)
        .filter(([noun, verb]) => !isNamed(noun, verb)),
    ).toEqual([])
  })

  it('links only to existing files', () => {
    const links = [...readme.matchAll(/\]\(([^)#]+?)\)/g)].map(([, target]) => target ?? '')
    const files = links.filter((target) => !/^https?:/.test(target))
    expect(files.length).toBeGreaterThan(5)
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([])
  })
})

describe('docs', () => {
  const folder = join(root, 'docs')
  const pages = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md')
  const index = readFileSync(join(folder, 'README.md'), 'utf8')

  it.each(pages)('%s is in the index', (page) => {
    expect(index).toContain(`](${page})`)
  })

  // Those of deploy.md are installed in the system.
  it.each(pages.filter((page) => page !== 'deploy.md'))('%s shows where its commands are', (page) => {
    const text = readFileSync(join(folder, page), 'utf8')
    const samples = [...text.matchAll(/^```sh\n(.*?)^```/gms)].map(([, code]) => code).join('')
    if (/^(\.\/bin\/)?contactd /m.test(samples)) expect(samples).toMatch(/^\.\/bin\/contactd /m)
  })
})

/** The code blocks of a language, unchanged. */
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, code]) => code ?? '')

const forServer = (code: string) =>
  code.replaceAll('http://127.0.0.1:4455', server.url).replaceAll('pit-…', server.token)

/** Runs a script from the root of the workspace, where the SDK is installed. */
async function run(source: string): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, ['--input-type=commonjs'], { cwd: root })
  child.stdin.end(source)
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ])
  return { code, output: stdout + stderr }
}
