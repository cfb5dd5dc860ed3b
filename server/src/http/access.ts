/** Whom an operation lets in. Every route of the API says so; one that doesn't is a programming error. */
export interface Access {
  /** A token needs one of these scopes. */
  scopes: readonly string[]
  /** `location`: a company's token is refused. `app-of-company`: only an app's token for a company is let in. */
  tokens?: 'any' | 'location' | 'app-of-company'
  /** `optional` for addresses that stand in data (files), which are no part of the versioned API. `v3`: unknown before that. */
  version?: 'required' | 'optional' | 'v3'
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
  }
}
