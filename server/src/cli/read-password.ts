import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { Writable } from 'node:stream'
import { maxPasswordBytes, minPasswordLength } from '../auth/password.ts'
import { Failure } from './failure.ts'

/**
 * Reads a password: asks twice without echo on a terminal, takes the first line of stdin otherwise.
 * @throws Failure when it is too short or too long, the two differ, or none comes.
 */
export async function readPassword(): Promise<string> {
  const { stdin } = process
  if (!stdin.isTTY) return checked(await firstLine(stdin))
  const password = checked(await ask(stdin, 'New password: '))
  if ((await ask(stdin, 'Once more: ')) !== password) throw new Failure('The two differ: try again.')
  return password
}

function checked(password: string): string {
  if ([...password].length < minPasswordLength) {
    throw new Failure(`A password has ${minPasswordLength} characters or more: choose a longer one.`)
  }
  if (Buffer.byteLength(password) > maxPasswordBytes) {
    throw new Failure(`A password has ${maxPasswordBytes} bytes or less: choose a shorter one.`)
  }
  return password
}

/** Reads no more than it needs: what has not ended at twice the longest password is too long anyway. */
async function firstLine(input: Readable): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk)
    chunks.push(bytes)
    size += bytes.length
    if (bytes.includes('\n') || size > 2 * maxPasswordBytes) break
  }
  if (size === 0) throw new Failure('No password came on stdin: hand it in as one line.')
  const [line = ''] = decoded(Buffer.concat(chunks)).split('\n', 1)
  return line.replace(/\r$/, '')
}

/** Bytes that are no text would all be read as the same character, and the password be guessed by it. */
function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Failure('The password on stdin is not UTF-8: save it so, or type it.')
  }
}

function ask(input: Readable, question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  process.stderr.write(question)
  const lines = createInterface({ input, output: nowhere, terminal: true, historySize: 0 })
  return new Promise<string>((resolve, reject) => {
    // Ctrl-C closes it too; after a line, the promise is settled already.
    lines.once('line', resolve)
    lines.once('close', () => reject(new Failure('No password was given: nothing has changed.')))
  }).finally(() => {
    lines.close()
    process.stderr.write('\n')
  })
}
