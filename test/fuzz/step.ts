import type { Json } from '../../server/src/conformance/json.ts'
import type { SpecOperation } from '../../server/src/conformance/load-spec.ts'
import type { Template } from '../../server/src/conformance/template.ts'

/** Who sends a request: a token of the location, of its company, of another company's location, or none. */
export type Caller = 'location' | 'company' | 'stranger' | 'nobody'

/** What is done to the text of a body before it is sent. */
export type Twist = 'cut' | 'list' | 'text' | 'number' | 'huge number' | 'twice' | 'deep' | 'long' | 'empty'

/** A request of a story, with places in it for what steps before it have made. */
export interface Step {
  /** Its number in the story that it was first told in: names what it makes. */
  number: number
  operation: SpecOperation
  caller: Caller
  headers: Record<string, string>
  path: Record<string, Template>
  query: Record<string, Template>
  /** Missing where none is sent. */
  body?: Template
  contentType: string
  twist?: Twist
  /** What was done to it that should not be; empty where nothing was. */
  spoiled: string[]
  hasTrailingSlash: boolean
  /** How long it comes after the one before it. */
  advanceMs: number
}

/** A request as it was sent, and what came back. */
export interface Exchange {
  step: Step
  url: string
  path: Record<string, string>
  query: [name: string, value: string][]
  /** The body, as text; empty for none. */
  payload: string
  status: number
  headers: Record<string, unknown>
  /** The body of the answer as it came. */
  text: string
  /** The same; undefined where it is no JSON. */
  answer: Json | undefined
}

/** What must never be. Of one `kind` and operation it is the same fault. */
export interface Fault {
  kind: string
  detail: string
}
