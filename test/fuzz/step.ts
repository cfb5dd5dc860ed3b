import type { Json } from '../../tools/conformance/src/json.ts'
import type { SpecOperation } from '../../tools/conformance/src/load-spec.ts'
import type { Template } from '../../tools/conformance/src/template.ts'

/** The sender of a request: a token of the location, of its company, of another company's location, or none. */
export type Caller = 'location' | 'company' | 'stranger' | 'nobody'

/** A change to the text of a body before it is sent. */
export type Twist = 'cut' | 'list' | 'text' | 'number' | 'huge number' | 'twice' | 'deep' | 'long' | 'empty'

/** A request of a story, with placeholders for what earlier steps have created. */
export interface Step {
  /** Its number in the original story: names what it creates. */
  number: number
  operation: SpecOperation
  caller: Caller
  headers: Record<string, string>
  path: Record<string, Template>
  query: Record<string, Template>
  /** Missing if none is sent. */
  body?: Template
  contentType: string
  twist?: Twist
  /** The invalid changes; empty for none. */
  spoiled: string[]
  hasTrailingSlash: boolean
  /** The time since the previous request. */
  advanceMs: number
}

/** A request as sent, and its response. */
export interface Exchange {
  step: Step
  url: string
  path: Record<string, string>
  query: [name: string, value: string][]
  /** The body as text; empty for none. */
  payload: string
  status: number
  headers: Record<string, unknown>
  /** The body of the response as text. */
  text: string
  /** The same, parsed; undefined if it is not JSON. */
  answer: Json | undefined
}

/** A violation. Faults of the same `kind` and operation are the same. */
export interface Fault {
  kind: string
  detail: string
}
