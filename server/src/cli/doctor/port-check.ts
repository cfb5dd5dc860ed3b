import { createServer } from 'node:net'
import type { Finding } from './check.ts'

const probeTimeoutMs = 2_000

/** Whether a server could listen there, or contactd does already. */
export async function checkPort(host: string, port: number): Promise<Finding> {
  if (port === 0) return { status: 'ok', found: 'any that is free' }
  const place = `${port} on ${host}`
  const code = await listenError(host, port)
  switch (code) {
    case undefined:
      return { status: 'ok', found: `${place} is free` }
    case 'EADDRINUSE':
      if (await isContactd(host, port)) return { status: 'ok', found: `contactd answers at ${place}` }
      return {
        status: 'fail',
        found: `another program has ${place}`,
        advice: 'Stop it, or choose another port with --port.',
      }
    case 'EACCES':
      return {
        status: 'fail',
        found: `this account may not listen at ${place}`,
        advice: 'Choose a port above 1023 with --port.',
      }
    default:
      return {
        status: 'fail',
        found: `it can't listen at ${place} (${code})`,
        advice: 'Choose an address of this machine with --host.',
      }
  }
}

/** @returns the system's code for why nobody can listen there; undefined where one can. */
function listenError(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)))
  })
}

async function isContactd(host: string, port: number): Promise<boolean> {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host
  try {
    const signal = AbortSignal.timeout(probeTimeoutMs)
    const answer = await fetch(`http://${name}:${port}/healthz`, { signal, redirect: 'error' })
    // Whoever answers may be anyone, and go on for ever: the first piece says enough.
    const piece = await answer.body?.getReader().read()
    return Buffer.from(piece?.value ?? []).toString() === '{"status":"ok"}'
  } catch {
    return false
  }
}
