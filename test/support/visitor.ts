import { createUser } from '../../server/src/api/users/create-user.ts'
import { hashPassword } from '../../server/src/auth/password.ts'
import type { Clock } from '../../server/src/lib/clock.ts'
import { changePassword } from '../../server/src/oauth/sign-in-password.ts'
import { hashSession, sessionLifetimeMs } from '../../server/src/oauth/sign-in-session.ts'
import { insertSession } from '../../server/src/oauth/sign-in-store.ts'
import { inject } from './inject.ts'
import type { TestServer } from './server.ts'

export const password = 'correct horse battery'

/** Creates a user with the password `password`; an owner by default. @returns the id. */
export async function makeOwner(
  server: Pick<TestServer, 'storage' | 'ids' | 'locationId'> & { clock: Clock },
  spec: { email?: string; name?: string; owner?: boolean; locationId?: string } = {},
): Promise<string> {
  const {
    email = 'ada@example.com',
    name = 'Ada Abbott',
    owner = true,
    locationId = server.locationId,
  } = spec
  const hash = await hashPassword(password, server.ids)
  return server.storage.write(async (tx) => {
    const user = await createUser(tx, server, { locationId, name, email, owner })
    await changePassword(tx, server, user, hash)
    return user.id
  }, 'database')
}

/** The URL at which an installation begins. */
export function installUrl(
  { clientId, redirectUri }: { clientId: string; redirectUri: string },
  changes: Record<string, string> = {},
  path = '/oauth/chooselocation',
): string {
  const asked = { response_type: 'code', client_id: clientId, redirect_uri: redirectUri, state: 's 1' }
  return `${path}?${new URLSearchParams({ ...asked, ...changes })}`
}

/** A page or a redirect, as a browser receives it. */
export interface PageReply {
  status: number
  headers: Record<string, string | string[] | number | undefined>
  text: string
  /** The target of a redirect. */
  location: string
  /** The complete session cookie that it sets. */
  setCookie: string | undefined
}

/**
 * A browser without JavaScript: it stores its cookie, submits the forms of the current page, and follows no
 * redirects.
 */
export class Visitor {
  readonly #server: TestServer
  readonly #address: string
  /** `name=value`, as it is sent; undefined for none. */
  cookie: string | undefined
  /** The cookie of a browser that has signed in before, as it is sent; undefined for none. */
  knownBrowser: string | undefined
  page = ''

  constructor(server: TestServer, address = '127.0.0.1') {
    this.#server = server
    this.#address = address
  }

  get(url: string, headers: Record<string, string> = {}): Promise<PageReply> {
    return this.#send('GET', url, undefined, headers)
  }

  post(
    url: string,
    fields: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<PageReply> {
    return this.#send('POST', url, new URLSearchParams(fields).toString(), headers)
  }

  /** The hidden fields of the page's form with that action. */
  hidden(action: string): Record<string, string> {
    const [, form] = new RegExp(`<form[^>]*action="${action}"[^>]*>(.*?)</form>`, 's').exec(this.page) ?? []
    if (form === undefined) throw new Error(`The page has no form for ${action}: ${this.page}`)
    const fields = form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)
    return Object.fromEntries([...fields].map(([, name = '', value = '']) => [textOf(name), textOf(value)]))
  }

  /** Submits the page's form with that action, filled in. */
  submit(
    action: string,
    fields: Record<string, string> = {},
    headers: Record<string, string> = {},
  ): Promise<PageReply> {
    return this.post(action, { ...this.hidden(action), ...fields }, headers)
  }

  /** Opens a page and signs in. @returns the consent page. */
  async signIn(url: string, email = 'ada@example.com'): Promise<PageReply> {
    await this.get(url)
    const { status, location } = await this.submit('/_contactd/sign-in', { email, password })
    if (status !== 303) throw new Error(`The sign-in was answered with ${status}: ${this.page}`)
    return this.get(location)
  }

  /** Opens a page with a session that was created without a password, because checking one takes time. */
  async enter(url: string, userId: string): Promise<PageReply> {
    await this.get(url)
    const [secret = ''] = this.cookie?.replace(/^.*=/, '').split('.') ?? []
    const dateExpires = this.#server.clock.now() + sessionLifetimeMs
    await this.#server.storage.write(
      (tx) => tx.run(insertSession, { hash: hashSession(secret), userId, dateExpires }),
      'database',
    )
    return this.get(url)
  }

  async #send(
    method: 'GET' | 'POST',
    url: string,
    payload: string | undefined,
    headers: Record<string, string>,
  ): Promise<PageReply> {
    const reply = await inject(this.#server.app, {
      method,
      url,
      remoteAddress: this.#address,
      headers: {
        ...((this.cookie ?? this.knownBrowser) !== undefined && {
          cookie: [this.cookie, this.knownBrowser].filter((pair) => pair !== undefined).join('; '),
        }),
        ...(payload !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
      ...(payload !== undefined && { payload }),
    })
    const set = reply.headers['set-cookie']
    const cookies = [set ?? []].flat()
    const known = cookies.find((line) => line.startsWith('contactd_known_browser='))
    if (known !== undefined) [this.knownBrowser] = known.split(';')
    const setCookie = cookies.find((line) => line !== known)
    if (setCookie !== undefined) {
      const [pair = ''] = setCookie.split(';')
      this.cookie = pair.endsWith('=') ? undefined : pair
    }
    this.page = reply.body
    return {
      status: reply.statusCode,
      headers: reply.headers,
      text: reply.body,
      location: String(reply.headers.location ?? ''),
      setCookie,
    }
  }
}

const textOf = (text: string) => text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
