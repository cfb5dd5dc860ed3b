import { randomBytes } from 'node:crypto'
import { copyFileSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CommandLine } from '../../../test/support/command-line.ts'
import { startProgram } from '../../../test/support/program.ts'

/** A folder whose server has signed tokens. */
async function used(): Promise<{ contactd: CommandLine; key: string }> {
  const contactd = new CommandLine()
  const program = await startProgram({ folder: contactd.folder })
  expect((await fetch(`${program.url}/_contactd/keys`, { headers: { connection: 'close' } })).status).toBe(
    200,
  )
  await program.stop()
  return { contactd, key: join(contactd.folder, 'secret-key') }
}

const serve = (contactd: CommandLine) => contactd.run(['serve', '--port', '0'])

describe('BR-104 serve', () => {
  test('ends with one sentence if the secret key is damaged', async () => {
    const { contactd, key } = await used()
    writeFileSync(key, 'damaged')
    expect(await serve(contactd)).toEqual({
      code: 1,
      stdout: '',
      stderr: `contactd: The file ${key} holds no secret key: restore the original.\n`,
    })
  })

  test('ends with one sentence if the secret key is missing, and does not replace it', async () => {
    const { contactd, key } = await used()
    rmSync(key)
    expect(await serve(contactd)).toEqual({
      code: 1,
      stdout: '',
      stderr: `contactd: The file ${key} is gone: restore the original.\n`,
    })
    expect(existsSync(key)).toBe(false)
  })

  test('ends with one sentence if the secret key is another one, until it is restored', async () => {
    const { contactd, key } = await used()
    const kept = join(contactd.folder, 'kept')
    copyFileSync(key, kept)
    writeFileSync(key, randomBytes(32).toString('base64url'))
    const refused = {
      code: 1,
      stdout: '',
      stderr:
        'contactd: The signing key in the database was sealed with another secret key: ' +
        'restore the original, in the file secret-key next to a SQLite database, or in the table kept_values of PostgreSQL.\n',
    }
    expect(await serve(contactd)).toEqual(refused)
    copyFileSync(kept, key)
    const program = await startProgram({ folder: contactd.folder })
    expect((await program.stop()).code).toBe(0)
  })
})
