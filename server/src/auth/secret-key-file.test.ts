import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/program.ts'
import { openSecretBox, SecretKeyError } from './secret-key-file.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = temporaryFolder()
  file = join(folder, 'secret-key')
})

describe('BR-104 the file of the secret key', () => {
  it('is created on first use, readable by its owner only, and kept from then on', async () => {
    const first = await openSecretBox(file)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file, 'utf8')).toMatch(/^[\w-]{43}\n$/)
    expect(readdirSync(folder)).toEqual(['secret-key'])
    const second = await openSecretBox(file)
    expect(second.open('a', first.seal('a', 'text'))).toBe('text')
  })

  it('has another key in another folder, and does not exist for a database in memory', async () => {
    const sealed = (await openSecretBox(file)).seal('a', 'text')
    const other = await openSecretBox(join(temporaryFolder(), 'secret-key'))
    const memory = [await openSecretBox(undefined), await openSecretBox(undefined)]
    for (const box of [other, ...memory]) expect(() => box.open('a', sealed)).toThrow()
    expect(() => memory[0]?.open('a', memory[1]?.seal('a', 'text') ?? '')).toThrow()
  })

  it('is the same for everything that starts at once in a process', async () => {
    const boxes = await Promise.all(Array.from({ length: 20 }, () => openSecretBox(file)))
    const signatures = boxes.map((box) => box.sign('a', 'text'))
    expect(new Set(signatures).size).toBe(1)
    expect(readdirSync(folder)).toEqual(['secret-key'])
  })

  it('is the same for processes that start at once', async () => {
    const module = fileURLToPath(new URL('./secret-key-file.ts', import.meta.url))
    const script = `const { openSecretBox } = await import(${JSON.stringify(module)})
      process.stdin.once('data', async () => {
        console.log((await openSecretBox(${JSON.stringify(file)})).sign('a', 'text'))
        process.exit()
      })
      console.error('ready')`
    const children = Array.from({ length: 4 }, () =>
      spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'pipe' }),
    )
    const outputs = children.map((child) => text(child.stdout))
    await Promise.all(children.map((child) => once(child.stderr, 'data')))
    for (const child of children) child.stdin.write('go')
    const signatures = await Promise.all(outputs)
    expect(signatures[0]).toMatch(/^[\w-]{43}\n$/)
    expect(new Set(signatures).size).toBe(1)
    expect(readdirSync(folder)).toEqual(['secret-key'])
  })

  it.each([
    ['', 'nothing'],
    ['short', 'a key that is too short'],
    [`${'A'.repeat(42)}\n`, 'a key that was cut'],
    [`${'A'.repeat(43)}B\n`, 'a key with more behind it'],
    [`!${'A'.repeat(43)}\n`, 'a key with another character in it'],
    [`${'A'.repeat(42)}B\n`, 'a key with bits that mean nothing'],
  ])('that contains %j (%s) is reported in one sentence and left unchanged', async (content) => {
    writeFileSync(file, content)
    const sentence = `The file ${file} holds no secret key: restore the original.`
    await expect(openSecretBox(file)).rejects.toThrow(new SecretKeyError(sentence))
    expect(readFileSync(file, 'utf8')).toBe(content)
  })

  it('that can’t be read or created is reported in one sentence', async () => {
    mkdirSync(file)
    await expect(openSecretBox(file)).rejects.toThrow(/^The secret key can't be had: EISDIR.*\.$/)
    await expect(openSecretBox(join(folder, 'missing', 'secret-key'))).rejects.toThrow(SecretKeyError)
  })
})
