import { Ajv, type AnySchema, type ValidateFunction } from 'ajv'
import type { FastifySchemaValidationError } from 'fastify'
import { ownTurn } from '../lib/own-turn.ts'
import type { AnyRequest } from './messages.ts'
import { isVersion3 } from './version-header.ts'
import { type Formats, isNamed, isWithin, type RequestSchema, violationsOf } from './violations.ts'

/** Validates a value, and has the violations of the last invalid one. */
export interface Validate {
  (data: unknown): boolean
  errors?: FastifySchemaValidationError[] | null
  /** Missing after the first call. */
  compile?: (() => unknown) | undefined
}

/** Compiles the validator of a schema. */
export type ValidatorCompiler = (route: {
  schema: AnySchema
  method?: string
  url?: string
  httpPart?: string
}) => Validate

/**
 * The schema validator. It does not coerce, remove or add values. Ajv decides whether a value is valid; `violationsOf`
 * lists all violations of an invalid one. A schema is compiled when it is first used: compiling all of them took a
 * sixth of the startup time.
 * @param formats the formats that the schemas name.
 */
export function schemaValidator(formats: Formats): ValidatorCompiler {
  const ajv = new Ajv({
    allowUnionTypes: true,
    // Compiling the meta-schema and optimizing the code would take two thirds of the wait for the first request of an
    // operation. Ajv's strict mode finds errors in a schema, and the code is as fast.
    validateSchema: false,
    meta: false,
    code: { optimize: false },
    formats: Object.fromEntries(Object.entries(formats).map(([name, { matches }]) => [name, matches])),
    keywords: [
      'example',
      'x-examples',
      {
        keyword: 'idOrKey',
        type: 'object',
        schemaType: 'boolean',
        validate: (isWanted: boolean, item: object) => !isWanted || isNamed(item),
      },
    ],
  })
  // Ajv's own keywords count every character: 3 ms for a text that is a megabyte too long, 0.3 µs for an ordinary update.
  ajv.removeKeyword('maxLength').removeKeyword('minLength')
  ajv.addKeyword(lengthKeyword('maxLength', (bound, text) => isWithin(text, bound)))
  ajv.addKeyword(lengthKeyword('minLength', (bound, text) => !isWithin(text, bound - 1)))
  return ({ schema }) => {
    let compiled: ValidateFunction | undefined
    const compile = () => {
      validate.compile = undefined
      compiled ??= ajv.compile(schema)
      return compiled
    }
    const validate = (data: unknown): boolean => {
      const isValid = (compiled ?? compile())(data)
      // Where the framework expects the violations.
      validate.errors = isValid ? null : sentencesOf(schema as RequestSchema, data, formats)
      return isValid
    }
    validate.errors = null as FastifySchemaValidationError[] | null
    validate.compile = compile as Validate['compile']
    return validate
  }
}

/**
 * Compiles the schemas of an operation before its first request is validated, each in its own turn: the first ones take
 * 5 to 20 ms because the compiler is cold.
 */
export async function compileInTurns(validators: readonly (Validate | undefined)[]): Promise<void> {
  for (const validate of validators) {
    if (validate?.compile === undefined) continue
    await ownTurn()
    try {
      validate.compile?.()
    } catch {
      // Validation throws the same error and reports it.
    }
  }
  await ownTurn()
}

/** The validators of an operation. */
export interface Validators {
  params: Validate | undefined
  query: Validate | undefined
  body: Validate | undefined
  /** The validator of bodies under version v3, if it differs. */
  version3Body: Validate | undefined
  /** The validator of queries under version v3, if it differs. */
  version3Query: Validate | undefined
}

/**
 * The violations of the request under the schemas of its version, as `schema-validator.ts` words them. Only those of
 * the first invalid part are returned.
 */
export function requestViolations(
  request: Pick<AnyRequest, 'headers' | 'params' | 'body' | 'query'>,
  { params, query, body, version3Body, version3Query }: Validators,
): readonly string[] {
  if (params && !params(request.params)) return sentencesIn(params.errors)
  const ofVersion = <Part>(part: Part, version3: Part) =>
    version3 !== undefined && isVersion3(request) ? version3 : part
  const judgeBody = ofVersion(body, version3Body)
  if (judgeBody && !judgeBody(request.body)) return sentencesIn(judgeBody.errors)
  const judgeQuery = ofVersion(query, version3Query)
  if (judgeQuery && !judgeQuery(request.query)) return sentencesIn(judgeQuery.errors)
  return []
}

/** The sentences of violations. */
export const sentencesIn = (
  violations: readonly { message?: string }[] | null | undefined,
): readonly string[] => violations?.map(({ message }) => String(message)) ?? []

const lengthKeyword = (keyword: string, validate: (bound: number, text: string) => boolean) => ({
  keyword,
  type: 'string' as const,
  schemaType: 'number' as const,
  errors: false,
  validate,
})

/** In the framework's format. Never empty: a keyword that has no sentence yet must not make a body valid. */
function sentencesOf(schema: RequestSchema, data: unknown, formats: Formats): FastifySchemaValidationError[] {
  const sentences = violationsOf(schema, data, formats)
  const found = sentences.length > 0 ? sentences : ['the request breaks its schema']
  return found.map((message) => ({ keyword: '', instancePath: '', schemaPath: '', params: {}, message }))
}
