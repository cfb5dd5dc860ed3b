import type { TSchema } from 'typebox'
import { Type } from 'typebox'
import type { Access } from './access.ts'
import { type AnswerStatus, errorAnswer } from './error-answers.ts'

/** An operation of the API: what the router, the validator and the reference page need to know of it. */
export interface OperationSpec<Params extends TSchema, Query extends TSchema, Body extends TSchema> {
  /** HighLevel's operation id, such as `update-contact`. */
  operationId: string
  summary: string
  description: string
  tag: string
  access: Access
  params?: Params
  querystring?: Query
  body?: Body
  /** The answer when all goes well. */
  answer: { status: 200 | 201; description: string; schema: TSchema }
  /** The refusals beside those that every operation has (401, 429, 503). */
  refusals: readonly AnswerStatus[]
}

/**
 * The route options of an operation: `app.put(url, operation({...}), handler)`. The verdict on the body is
 * kept for the handler, which asks for it when its turn has come.
 */
export function operation<
  Params extends TSchema = TSchema,
  Query extends TSchema = TSchema,
  Body extends TSchema = TSchema,
>(spec: OperationSpec<Params, Query, Body>) {
  const statuses: AnswerStatus[] = [...spec.refusals, 401, 429, 503]
  return {
    attachValidation: true,
    config: { access: spec.access },
    schema: {
      operationId: spec.operationId,
      summary: spec.summary,
      description: `${spec.description}\n\n${accessText(spec.access)}`,
      tags: [spec.tag],
      security: [{ bearer: [...spec.access.scopes] }],
      ...(spec.params && { params: spec.params }),
      ...(spec.querystring && { querystring: spec.querystring }),
      ...(spec.body && { body: spec.body }),
      response: Object.fromEntries<TSchema>([
        [spec.answer.status, { ...spec.answer.schema, description: spec.answer.description }],
        ...statuses.map((status) => [status, errorAnswer(status)] as const),
      ]),
    } as {
      operationId: string
      params: Params
      querystring: Query
      body: Body
    },
  }
}

function accessText({ scopes, tokens }: Access): string {
  const kind =
    tokens === 'location'
      ? 'a private integration token of a location'
      : 'a private integration token of a location or a company'
  return `Scope: ${scopes.map((scope) => `\`${scope}\``).join(' or ')}. Token: ${kind}.`
}

/** The id in a path. Any text passes: what is no id is answered as an id that doesn't exist. */
export const pathId = (description: string, example: string) => Type.String({ description, example })
