import { parseInstant } from '../../lib/instant.ts'
import type { RequestFilter } from '../../traffic/journal.ts'
import { pathGlob } from '../../traffic/path-glob.ts'
import { requestFilter } from '../../traffic/request-filter.ts'
import { ControlError } from '../control/control-error.ts'

const maxLimit = 1_000

const names = ['since', 'method', 'path', 'status', 'locationId', 'limit']

/**
 * Reads which requests are asked for.
 * @throws ControlError 422 with all that is wrong.
 */
export function readRequestQuery(query: URLSearchParams): { filter: RequestFilter; limit: number } {
  const sentences = [...query.keys()]
    .filter((name) => !names.includes(name))
    .map((name) => `property ${name} should not exist`)
  const wrong = (sentence: string) => {
    sentences.push(sentence)
    return undefined
  }
  const read = <T>(name: string, parse: (text: string) => T | undefined, sentence: string): T | undefined => {
    const text = query.get(name)
    return text === null ? undefined : (parse(text) ?? wrong(sentence))
  }
  const since = read('since', parseInstant, 'since must be a date in ISO 8601')
  const status = read(
    'status',
    (text) => wholeNumber(text, 100, 599),
    'status must be a number from 100 to 599',
  )
  const limit = read(
    'limit',
    (text) => wholeNumber(text, 1, maxLimit),
    `limit must be a number from 1 to ${maxLimit}`,
  )
  const path = read('path', (text) => (text.length <= 1_000 ? pathGlob(text) : undefined), 'path is too long')
  if (sentences.length > 0) throw new ControlError(422, sentences)
  const method = query.get('method')?.toUpperCase()
  const locationId = query.get('locationId') ?? undefined
  return { limit: limit ?? maxLimit, filter: requestFilter({ since, method, path, status, locationId }) }
}

/** @returns undefined unless the text is a whole number within bounds. */
export function wholeNumber(text: string, from: number, to: number): number | undefined {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  return number >= from && number <= to ? number : undefined
}
