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

/** What the token endpoint answers: tokens, or why not. */
export type TokenReply = TokenAnswer & { error: string; error_description: string }

export type Parameters = Record<string, string | undefined>

/** Where an app is installed: in a location, or (none named) in the whole company. */
export interface Where {
  companyId: string
  locationId: string | undefined
}

/** How apps come to a test server, and what they then ask of it. */
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
    const { clientId, clientSecret } = await this.#server.storage.write((tx) =>
      createApp(tx, this.#server, { name: 'CRM', redirectUris: [redirectUri], scopes: everyScope }),
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
    const { code } = await this.#server.storage.write((tx) =>
      installApp(tx, this.#server, {
        ...{ clientId, ...where, userId, redirectUri, scopes },
        ...(codeVerifier !== undefined && { codeChallenge: hash('sha256', codeVerifier, 'base64url') }),
      }),
    )
    return code
  }

  async uninstall({ clientId }: TestApp, where: Where = this.location): Promise<void> {
    await this.#server.storage.write((tx) => uninstallApp(tx, this.#server, { clientId, ...where }))
  }

  /** Posts a form to the token endpoint, without a token or a version. A parameter that is undefined is left out. */
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

  /** Asks for a token of a location with a company's token. */
  locationToken(
    accessToken: string,
    where: Parameters,
    headers: Parameters = {},
  ): Promise<Reply<TokenReply>> {
    return this.form('/oauth/locationToken', where, { authorization: `Bearer ${accessToken}`, ...headers })
  }

  /** What the location's contacts answer to an access token: 400 says that the token is good. */
  async status(accessToken: string): Promise<number> {
    const headers = { authorization: `Bearer ${accessToken}` }
    return (await this.#server.call('GET', '/contacts/unknown', undefined, headers)).status
  }
}

/** What `OAuth.status` says of a token that is let in, and of one that is not. */
export const letIn = 400
export const refused = 401

export const credentials = ({ clientId, clientSecret }: TestApp) => ({
  client_id: clientId,
  client_secret: clientSecret,
})

const given = ([name, value]: [string, string | undefined]): [string, string][] =>
  value === undefined ? [] : [[name, value]]
