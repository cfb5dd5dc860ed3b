import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { databaseProofPath } from '../../http/database-proof-route.ts'
import type { Finding } from './check.ts'

const probeTimeoutMs = 2_000
const challengeBytes = 24

/** Returns the proof of a server of this database; undefined if it is unknown. */
export type ExpectedProof = (challenge: string) => Promise<string | undefined>

/** Whether a server could listen there, or one of this database already does. */
export async function checkPort(host: string, port: number, expected: ExpectedProof): Promise<Finding> {
  if (port === 0) return { status: 'ok', found: 'any free port' }
  const place = `${port} on ${host}`
  const code = await listenError(host, port)
  switch (code) {
    case undefined:
      return { status: 'ok', found: `${place} is free` }
    case 'EADDRINUSE':
      return whoAnswers(host, port, expected)
    case 'EACCES':
      return {
        status: 'fail',
        found: `this account may not listen on ${place}`,
        advice: 'Choose a port above 1023 with --port.',
      }
    default:
      return {
        status: 'fail',
        found: `it can't listen on ${place} (${code})`,
        advice: 'Choose an address of this machine with --host.',
      }
  }
}

/** @returns the system's error code if the address can't be listened on; undefined if it can. */
function listenError(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)))
  })
}

async function whoAnswers(host: string, port: number, expected: ExpectedProof): Promise<Finding> {
  const place = `${port} on ${host}`
  const advice = 'Stop it, or choose another port with --port.'
  if ((await ask(host, port, '/healthz')) !== '{"status":"ok"}')
    return { status: 'fail', found: `another program uses ${place}`, advice }
  const challenge = randomBytes(challengeBytes).toString('base64url')
  const proof = await expected(challenge)
  if (proof === undefined) {
    return {
      status: 'warn',
      found: `contactd responds on ${place}, but it is unknown whether it serves this database`,
      advice: 'See the other checks: the database and its secret key decide it.',
    }
  }
  const answer = await ask(host, port, `${databaseProofPath}?challenge=${challenge}`)
  if (answer === JSON.stringify({ proof }))
    return { status: 'ok', found: `contactd responds on ${place} and serves this database` }
  return { status: 'fail', found: `a contactd that serves another database uses ${place}`, advice }
}

/** The beginning of the response; undefined if there is none. */
async function ask(host: string, port: number, path: string): Promise<string | undefined> {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host
  try {
    const signal = AbortSignal.timeout(probeTimeoutMs)
    const answer = await fetch(`http://${name}:${port}${path}`, { signal, redirect: 'error' })
    // The other side may be anything and never stop sending: the first chunk is enough.
    const piece = await answer.body?.getReader().read()
    return Buffer.from(piece?.value ?? []).toString()
  } catch {
    return undefined
  }
}
