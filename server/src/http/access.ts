/** Who may call an operation. Every route of the API has one; a missing one is a programming error. */
export interface Access {
  /** A token needs one of these scopes. */
  scopes: readonly string[]
  /**
   * `location`: refuses a company's token. `company`: refuses a location's. `app-of-company`: only an app's token for a
   * company. `owner`: only that of an owner who is signed in to the console.
   */
  tokens?: 'any' | 'location' | 'company' | 'app-of-company' | 'owner'
  /**
   * `optional` for addresses that are stored in data (files) and are not part of the versioned API. `v3`: unknown in
   * earlier versions. `dated`: v3 has another path for it; this one still works under v3, but is not documented there.
   */
  version?: 'required' | 'optional' | 'dated' | 'v3'
  /**
   * Of the people who are signed in to the console, `owners` refuses the others, and `everyone` admits those without the
   * scope, too. By default, their scopes decide.
   */
  people?: 'owners' | 'everyone'
  /** Refused under v3, where other old paths still work. */
  isGoneInVersion3?: true
}

/**
 * Makes the schemas of the responses, by status. Only the OpenAPI documents need them, and those of all operations take
 * 5 % of the time to start a server.
 */
export type Responses = () => Record<string, object>

/** What version v3 uses in place of parts of a route's schema. */
export interface Version3Schema {
  body?: object
  querystring?: object
  responses?: Responses
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    responses?: Responses
    version3?: Version3Schema
  }
}
