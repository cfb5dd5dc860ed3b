import { hash } from 'node:crypto'
import { scopes as everyScope, type Scope } from '../../server/src/auth/scopes.ts'
import { installApp, uninstallApp } from '../../server/src/oauth/install-app.ts'
import type { TokenAnswer } from '../../server/src/oauth/issue-tokens.ts'
import { createApp } from '../../server/src/oauth/manage-apps.ts'
import type { Reply, TestServer } from './server.ts'

export interface TestApp {
  clientId: string
  clientSecret: string
  redirectUri: string
}

/** A response of the token endpoint: tokens, or an error. */
export type TokenReply = TokenAnswer & { error: string; error_description: string }

export type Parameters = Record<string, string | undefined>

/** The place of an installation: a location, or the whole company if none is named. */
export interface Where {
  companyId: string
  locationId: string | undefined
}

/** Installs apps on a test server, and sends their requests. */
export class OAuth {
  readonly #server: TestServer

  constructor(server: TestServer) {
    this.#server = server
  }

  /** The server's location. */
  get location(): Where {
    return { companyId: this.#server.companyId, locationId: this.#server.locationId }
  }

  /** The server's company. */
  get company(): Where {
    return { companyId: this.#server.companyId, locationId: undefined }
  }

  async app(): Promise<TestApp> {
    const redirectUri = 'http://localhost:3000/callback'
    const { clientId, clientSecret } = await this.#server.storage.write(
      (tx) => createApp(tx, this.#server, { name: 'CRM', redirectUris: [redirectUri], scopes: everyScope }),
      'database',
    )
    return { clientId, clientSecret, redirectUri }
  }

  /** Installs an app. @returns the code. */
  async code(
    { clientId, redirectUri }: TestApp,
    where: Where = this.location,
    options: { scopes?: readonly Scope[]; codeVerifier?: string; userId?: string } = {},
  ): Promise<string> {
    const { scopes = everyScope, codeVerifier, userId } = options
    const { code } = await this.#server.storage.write(
      (tx) =>
        installApp(tx, this.#server, {
          ...{ clientId, ...where, userId, redirectUri, scopes },
          ...(codeVerifier !== undefined && { codeChallenge: hash('sha256', codeVerifier, 'base64url') }),
        }),
      'database',
    )
    return code
  }

  async uninstall({ clientId }: TestApp, where: Where = this.location): Promise<void> {
    await this.#server.storage.write(
      (tx) => uninstallApp(tx, this.#server, { clientId, ...where }),
      'database',
    )
  }

  /** Posts a form to the token endpoint, without a token or a version. An undefined parameter is omitted. */
  token(parameters: Parameters, headers: Parameters = {}): Promise<Reply<TokenReply>> {
    return this.form('/oauth/token', parameters, { authorization: undefined, version: undefined, ...headers })
  }

  /** Posts a form. */
  form<Body = TokenReply>(url: string, parameters: Parameters, headers: Parameters): Promise<Reply<Body>> {
    const form = new URLSearchParams(Object.entries(parameters).flatMap(given)).toString()
    const type = 'application/x-www-form-urlencoded'
    return this.#server.call('POST', url, form, { 'content-type': type, ...headers })
  }

  exchange(app: TestApp, code: string, more: Parameters = {}): Promise<Reply<TokenReply>> {
    return this.token({ grant_type: 'authorization_code', ...credentials(app), code, ...more })
  }

  refresh(app: TestApp, refreshToken: string, more: Parameters = {}): Promise<Reply<TokenReply>> {
    return this.token({
      grant_type: 'refresh_token',
      ...credentials(app),
      refresh_token: refreshToken,
      ...more,
    })
  }

  /** Installs an app, and exchanges the code. */
  async install(
    app: TestApp,
    where: Where = this.location,
    options: { scopes?: readonly Scope[]; userId?: string } = {},
  ): Promise<TokenReply> {
    const { status, body, text } = await this.exchange(app, await this.code(app, where, options))
    if (status !== 200) throw new Error(`The code was answered with ${status}: ${text}`)
    return body
  }

  /** Requests a location token with a company's token. */
  locationToken(
    accessToken: string,
    where: Parameters,
    headers: Parameters = {},
  ): Promise<Reply<TokenReply>> {
    return this.form('/oauth/locationToken', where, { authorization: `Bearer ${accessToken}`, ...headers })
  }

  /** The status of the location's contacts for an access token: 400 means that the token is valid. */
  async status(accessToken: string): Promise<number> {
    const headers = { authorization: `Bearer ${accessToken}` }
    return (await this.#server.call('GET', '/contacts/unknown', undefined, headers)).status
  }
}

/** The results of `OAuth.status` for a valid and an invalid token. */
export const letIn = 400
export const refused = 401

export const credentials = ({ clientId, clientSecret }: TestApp) => ({
  client_id: clientId,
  client_secret: clientSecret,
})

const given = ([name, value]: [string, string | undefined]): [string, string][] =>
  value === undefined ? [] : [[name, value]]
