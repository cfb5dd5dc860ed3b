import { ApiError } from '../http/api-error.ts'
import type { AnyRequest } from '../http/messages.ts'
import { sentencesOf } from '../http/refusal-log.ts'
import { hintOf } from './hints.ts'
import type { Refusal } from './recorded-request.ts'
import { ruleOfRefusal } from './rule-of-refusal.ts'

interface RefusalContext {
  now: number
  ignoredFields: string | undefined
  sentencesShown?: (error: ApiError) => readonly string[]
}

/**
 * Why a request was refused, or which part of it was ignored.
 * @param now the time of the request, by the clock of the server.
 * @param ignoredFields the custom fields that were dropped, as the response lists them.
 * @param sentencesShown what to show of an error; all that the response says by default.
 * @returns undefined if neither happened.
 */
export function refusalOfRequest(
  request: AnyRequest,
  { now, ignoredFields, sentencesShown }: RefusalContext,
): Refusal | undefined {
  const { refusedWith: error } = request
  if (error === undefined) return droppedFields(ignoredFields) ?? ignoredCursor(request)
  if (!(error instanceof ApiError)) return { rule: null, reason: error }
  const name = error.origin?.name ?? ''
  const sentences = sentencesOf(error.body)
  const hint = hintOf({ name, sentences, note: error.note, request, now })
  return {
    rule: ruleOfRefusal(name, sentences[0] ?? '') ?? null,
    reason: (sentencesShown?.(error) ?? sentences).join('; '),
    ...(hint !== undefined && { hint }),
  }
}

/** A cursor that is ignored is answered with the first page again: a client that follows it never ends. */
function ignoredCursor({ method, url }: AnyRequest): Refusal | undefined {
  if (method !== 'GET' || !/^\/contacts\/?\?/.test(url)) return undefined
  const query = new URLSearchParams(url.slice(url.indexOf('?')))
  if (!query.has('startAfterId') || Number(query.get('startAfter')) > 0) return undefined
  return {
    rule: 'BR-408',
    reason: 'startAfterId without startAfter is ignored',
    hint: 'Send startAfter and startAfterId of `meta` together, or follow `meta.nextPageUrl`: this is the first page again.',
  }
}

/** A value that is dropped without an error is the hardest mistake to find. */
const droppedFields = (ignored: string | undefined): Refusal | undefined =>
  ignored === undefined
    ? undefined
    : {
        rule: 'BR-052',
        reason: `customFields were dropped: ${ignored}`,
        hint: 'The location has no such custom field, or the value is not one of its options: list them with GET /locations/:locationId/customFields.',
      }
