import { inspect } from 'node:util'

/** A value as a JavaScript literal, on several lines if it is long. */
export const literal = (value: unknown): string =>
  inspect(value, { depth: null, breakLength: 72, maxArrayLength: null, maxStringLength: null })

/** Indents the lines after the first one. */
export const indented = (text: string, by: string): string => text.replaceAll('\n', `\n${by}`)
