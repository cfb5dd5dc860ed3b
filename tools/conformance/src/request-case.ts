import type { Template } from './template.ts'

/** Who asks: a token with every scope, none at all, one that never was, or one with just these scopes. */
type Caller = 'everyone' | 'nobody' | 'garbage' | { scopes: readonly string[] }

/** A request that is to be sent, with places for what is planted before. */
export interface RequestCase {
  /** What it tries: `only what is required`, `body.email`, `body.email: a number`. */
  label: string
  /** A good one is to be answered with 2xx, any other with one of these. */
  expects: 'success' | readonly number[]
  /** The property or query parameter whose acceptance it shows. */
  property?: string
  caller: Caller
  headers: Record<string, string>
  path: Record<string, Template>
  query: Record<string, Template>
  /** Missing where no body is sent. */
  body?: Template
}
