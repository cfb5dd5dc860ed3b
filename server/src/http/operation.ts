import type { TSchema } from 'typebox'
import { Type } from 'typebox'
import type { Access, Responses, Version3Schema } from './access.ts'
import { errorAnswers, type RefusalName } from './error-responses.ts'
import type { Precondition } from './validation.ts'

/** An operation of the API for the router, the validator and the reference page. */
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
  /** The media type of the body. Default: JSON. */
  consumes?: 'multipart/form-data'
  /** Example bodies for the reference page, by what they show; it fills in the first one. */
  examples?: Record<string, object>
  /** What the operation refuses before an invalid body or query, if anything. */
  precondition?: Precondition
  /** The successful response. */
  answer: {
    status: 200 | 201
    description: string
    schema: TSchema
    /** The operation's own headers, with their descriptions. */
    headers?: Record<string, string>
    /** The media type of the response. Default: JSON. */
    mediaType?: string
  }
  /**
   * The body, the query and the response of version v3 if they differ. An operation with a v3 body has no query.
   * Handlers get the query as sent.
   */
  version3?: {
    body?: TSchema
    examples?: Record<string, object>
    querystring?: TSchema
    answer?: TSchema
  }
  /**
   * The operation's own errors, without those of authorization and of the parser, which all operations of its kind
   * share.
   */
  refusals: readonly RefusalName[]
}

/** An operation with the types of its schemas, as added to the pipeline. */
export interface Operation<
  Params extends TSchema = TSchema,
  Query extends TSchema = TSchema,
  Body extends TSchema = TSchema,
> {
  config: {
    access: Access
    responses?: Responses
    precondition?: Precondition
    version3?: Version3Schema
    /** Of its bodies and queries, in all versions. */
    schemas?: readonly TSchema[]
  }
  /** For the document, and to validate requests. */
  schema: { operationId: string; params: Params; querystring: Query; body: Body; consumes?: string[] }
}

/**
 * Describes an operation: `pipeline.put(url, operation({...}), handler)`. An operation that reads a query refuses
 * unknown parameters; one that does not read it ignores all.
 */
export function operation<
  Params extends TSchema = TSchema,
  Query extends TSchema = TSchema,
  Body extends TSchema = TSchema,
>(spec: OperationSpec<Params, Query, Body>): Operation<Params, Query, Body> {
  return {
    config: {
      access: spec.access,
      responses: () => responsesOf(spec, spec.answer),
      schemas: [spec.body, spec.querystring, spec.version3?.body, spec.version3?.querystring].flatMap(
        (schema) => schema ?? [],
      ),
      ...(spec.precondition && { precondition: spec.precondition }),
      ...(spec.version3 && { version3: version3Of(spec) }),
    },
    schema: {
      operationId: spec.operationId,
      summary: spec.summary,
      // On one line: each line becomes two in every generated client, and there are many operations.
      description: `${spec.description} ${accessText(spec.access)}`,
      tags: [spec.tag],
      security: [{ bearer: [...spec.access.scopes] }],
      ...(spec.consumes && { consumes: [spec.consumes] }),
      ...(spec.params && { params: spec.params }),
      ...(spec.querystring && { querystring: closed(spec.querystring) }),
      ...(spec.body && { body: withExamples(spec.body, spec.examples) }),
    } as Operation<Params, Query, Body>['schema'],
  }
}

/** A query with unknown parameters is refused. */
const closed = <Query extends TSchema>(query: Query): Query => ({ ...query, additionalProperties: false })

type AnySpec = OperationSpec<TSchema, TSchema, TSchema>

function withExamples<Body extends TSchema>(body: Body, examples: AnySpec['examples']): Body {
  if (!examples) return body
  const numbered = Object.entries(examples).map(([summary, value], index) => [
    `example${index + 1}`,
    { summary, value },
  ])
  return { ...body, 'x-examples': Object.fromEntries(numbered) }
}

/** What the document of version v3, and the validator of its bodies, use in place of the others'. */
function version3Of(spec: AnySpec): Version3Schema {
  const { answer, version3 = {} } = spec
  const { body, querystring, answer: schema } = version3
  return {
    ...(body && { body: withExamples(body, version3.examples) }),
    ...(querystring && { querystring: closed(querystring) }),
    ...(schema && { responses: () => responsesOf(spec, { ...answer, schema }) }),
  }
}

/** The successful response and the errors, by status. */
const responsesOf = (spec: AnySpec, answer: AnySpec['answer']) => ({
  [answer.status]: answerOf(answer),
  ...errorAnswers(refusalsOf(spec)),
})

function answerOf({ description, schema, headers = {}, mediaType }: AnySpec['answer']): TSchema {
  return {
    ...(mediaType === undefined ? schema : { content: { [mediaType]: { schema } } }),
    description,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, description]) => [name, { type: 'string', description }]),
    ),
  }
}

/** The operation's own errors come first: callers meet them most. */
function refusalsOf({ access, body, consumes, querystring, params, refusals }: AnySpec): RefusalName[] {
  return [
    ...refusals,
    ...(params ? (['malformedUrl'] as const) : []),
    ...versionRefusals[access.version ?? 'required'],
    ...(['tokenMissing', 'privateTokenInvalid', 'accessTokenInvalid', 'scopeMissing'] as const),
    ...(access.tokens === 'location' ? (['userTypeMismatch'] as const) : []),
    ...(access.tokens === 'company' ? (['userTypeMismatchOfLocation'] as const) : []),
    ...(access.tokens === 'app-of-company' ? (['userTypeUnsupported'] as const) : []),
    ...(body ? (consumes ? formRefusals : jsonRefusals) : []),
    ...(body || querystring ? (['unprocessable'] as const) : []),
    'tooManyRequests',
    'internal',
    'unavailable',
    'answersWaiting',
  ]
}

const gatewayRefusals = ['versionMissing', 'versionInvalid', 'versionMalformed'] as const

const versionRefusals = {
  required: gatewayRefusals,
  optional: [],
  dated: gatewayRefusals,
  v3: ['otherVersion'],
} as const satisfies Record<NonNullable<Access['version']>, readonly RefusalName[]>

const jsonRefusals = [
  'bodyTooLarge',
  'bodyNotJson',
  'charsetUnsupported',
  'encodingUnsupported',
  'encodingMalformed',
  'malformedJson',
  'jsonTooDeep',
] as const

const formRefusals = [
  'bodyNotMultipart',
  'malformedForm',
  'formWithoutFile',
  'tooManyFiles',
  'fileTooLarge',
] as const

const tokenTexts: Record<NonNullable<Access['tokens']>, string> = {
  any: 'private integration token or access token, of a location or a company',
  location: 'private integration token or access token, of a location',
  company: 'private integration token or access token, of a company',
  'app-of-company': 'access token of an app that is installed in a company',
  owner: 'token of an owner who is signed in to the console',
}

function accessText({ scopes, tokens = 'any', version }: Access): string {
  const lines = [
    `**Scope** ${scopes.map((scope) => `\`${scope}\``).join(' or ')}`,
    `**Token** ${tokenTexts[tokens]}`,
    ...(version === 'optional' ? ['**Version** needs no header'] : []),
    ...(version === 'v3' ? ['**Version** `v3`'] : []),
  ]
  return lines.join(' · ')
}

/** The id in a path. Accepts any text: a malformed id gets the same response as an unknown one. */
export const pathId = (description: string, example: string) => Type.String({ description, example })
