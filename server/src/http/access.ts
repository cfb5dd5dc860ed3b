/** Whom an operation lets in. Every route of the API says so; one that doesn't is a programming error. */
export interface Access {
  /** A token needs one of these scopes. */
  scopes: readonly string[]
  /** `location`: a company's token is refused. `company`: a location's is. `app-of-company`: only an app's token for a company is let in. */
  tokens?: 'any' | 'location' | 'company' | 'app-of-company'
  /**
   * `optional` for addresses that stand in data (files), which are no part of the versioned API. `v3`: unknown
   * before that. `dated`: v3 has another path for it; this one is answered there too, and not documented.
   */
  version?: 'required' | 'optional' | 'dated' | 'v3'
  /** Refused under v3, where other old paths go on answering. */
  isGoneInVersion3?: true
}

/** What version v3 has in place of parts of a route's schema. */
export interface Version3Schema {
  body?: object
  response?: object
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    version3?: Version3Schema
  }
}
