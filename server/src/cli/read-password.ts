import { createInterface } from 'node:readline'
import { type Readable, Writable } from 'node:stream'
import { maxPasswordBytes, minPasswordLength } from '../auth/password.ts'
import { Failure } from './failure.ts'

/**
 * Reads a password: asks twice without echo on a terminal, otherwise takes the first line of the input.
 * @throws Failure if it is missing, too short or too long, or the two differ.
 */
export async function readPassword(input: Readable & { isTTY?: boolean } = process.stdin): Promise<string> {
  if (!input.isTTY) return checked(await firstLine(input))
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input, output: nowhere, terminal: true, historySize: 0 })
  const lines = terminal[Symbol.asyncIterator]()
  try {
    const password = checked(await ask('New password: ', lines))
    if ((await ask('Once more: ', lines)) === password) return password
    throw new Failure('The two differ: try again.')
  } finally {
    terminal.close()
  }
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

/** Reads no more than needed: twice the longest password is too long anyway. */
async function firstLine(input: Readable): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk)
    chunks.push(bytes)
    size += bytes.length
    if (bytes.includes('\n') || size > 2 * maxPasswordBytes) break
  }
  if (size === 0) throw new Failure('stdin contains no password: pass it as one line.')
  const [line = ''] = decoded(Buffer.concat(chunks)).split('\n', 1)
  return line.replace(/\r$/, '')
}

/** Bytes that are not valid UTF-8 would all decode to the same character, which would weaken the password. */
function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Failure('The password on stdin is not UTF-8: convert it, or type it.')
  }
}

/** Ctrl-C and Ctrl-D end the input. */
async function ask(question: string, lines: AsyncIterator<string>): Promise<string> {
  process.stderr.write(question)
  const line = await lines.next()
  process.stderr.write('\n')
  if (line.done) throw new Failure('No password was given: nothing has changed.')
  return line.value
}
