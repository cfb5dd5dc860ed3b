import { ApiFailure } from './failure.ts'

/** Who is signed in, and where they may work. */
export interface Session {
  user: { id: string; name: string; email: string; role: 'owner' | 'user' }
  company: { id: string; name: string }
  locations: { id: string; name: string; country: string; timezone: string }[]
}

/** The visitor is not signed in. */
export interface NoSession {
  user: null
  /** Whether there is an owner who could. */
  hasOwner: boolean
}

const path = '/_contactd/session'

async function send(method: string, url: string, body?: object): Promise<unknown> {
  const response = await fetch(url, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const value: unknown = text === '' ? undefined : JSON.parse(text)
  if (!response.ok) throw new ApiFailure(response.status, value)
  return value
}

export const getSession = () => send('GET', path) as Promise<Session | NoSession>

/** @throws ApiFailure 401, 429. */
export async function signIn(email: string, password: string): Promise<void> {
  await send('POST', path, { email, password })
}

export async function signOut(): Promise<void> {
  tokens.clear()
  await send('DELETE', path)
}

interface HeldToken {
  token: string
  /** By `performance.now()`. */
  renewAt: number
}

/** How long before its end a token is replaced. */
const marginMs = 60_000
/** In memory alone: closing the page forgets them. */
const tokens = new Map<string, Promise<HeldToken>>()

/**
 * A token of the session, valid for some minutes.
 * @param locationId `''` for the whole company, which only owners get.
 * @throws ApiFailure 401 if the session has ended.
 */
export async function tokenFor(locationId: string): Promise<string> {
  let held = tokens.get(locationId)
  if (held === undefined || (await held).renewAt <= performance.now()) {
    held = newToken(locationId)
    tokens.set(locationId, held)
    held.catch(() => tokens.delete(locationId))
  }
  return (await held).token
}

/** Forgets the tokens: the server has refused one. */
export const forgetTokens = (): void => tokens.clear()

async function newToken(locationId: string): Promise<HeldToken> {
  const body = locationId === '' ? {} : { locationId }
  const { token, expiresInSeconds } = (await send('POST', `${path}/token`, body)) as {
    token: string
    expiresInSeconds: number
  }
  return { token, renewAt: performance.now() + expiresInSeconds * 1000 - marginMs }
}
