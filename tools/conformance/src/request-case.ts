import type { Template } from './template.ts'

/** The token of the request: one with every scope, none, an unknown one, or one with just these scopes. */
type Caller = 'everyone' | 'nobody' | 'garbage' | { scopes: readonly string[] }

/** A request to send, with placeholders for records that are created first. */
export interface RequestCase {
  /** What it tries: `only what is required`, `body.email`, `body.email: a number`. */
  label: string
  /** A valid request must succeed with 2xx; any other must get one of these statuses. */
  expects: 'success' | readonly number[]
  /** The property or query parameter that the request tests. */
  property?: string
  caller: Caller
  headers: Record<string, string>
  path: Record<string, Template>
  query: Record<string, Template>
  /** Missing if the request has no body. */
  body?: Template
}
