import { Ajv, type AnySchema, type ValidateFunction } from 'ajv'
import type { FastifySchemaValidationError } from 'fastify'
import { ownTurn } from '../lib/own-turn.ts'
import type { AnyRequest } from './messages.ts'
import { isVersion3 } from './version-header.ts'
import { type Formats, isNamed, isWithin, type RequestSchema, violationsOf } from './violations.ts'

/** Judges a value, and has the violations of one that is invalid. */
export interface Validate {
  (data: unknown): boolean
  errors?: FastifySchemaValidationError[] | null
  /** Missing once it was called. */
  compile?: (() => unknown) | undefined
}

/** Makes the judge of a schema. */
export type ValidatorCompiler = (route: {
  schema: AnySchema
  method?: string
  url?: string
  httpPart?: string
}) => Validate

/**
 * The schema validator: nothing coerced, nothing dropped, nothing filled in. Ajv says whether a value is valid;
 * what is wrong with one that is not, all of it at once, is said by `violationsOf`. A schema is compiled when it
 * is first asked: all of them at once were a sixth of the time to start.
 * @param formats the formats that the schemas name.
 */
export function schemaValidator(formats: Formats): ValidatorCompiler {
  const ajv = new Ajv({
    allowUnionTypes: true,
    // To compile the schema of schemas, and to make the code shorter, is two thirds of what the first request of an
    // operation waits for. Ajv's strict mode finds what is wrong in a schema, and the code is as fast.
    validateSchema: false,
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
  // Ajv's own count every character of a text: 3 ms of one that is a megabyte too long, 0.3 µs of an ordinary update.
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
      // Where the framework looks for the violations.
      validate.errors = isValid ? null : sentencesOf(schema as RequestSchema, data, formats)
      return isValid
    }
    validate.errors = null as FastifySchemaValidationError[] | null
    validate.compile = compile as Validate['compile']
    return validate
  }
}

/**
 * Compiles the schemas of an operation before its first request is judged, each in a turn of its own: the first ones
 * take 5 to 20 ms, since nothing of the compiler has run yet.
 */
export async function compileInTurns(validators: readonly (Validate | undefined)[]): Promise<void> {
  for (const validate of validators) {
    if (validate?.compile === undefined) continue
    await ownTurn()
    try {
      validate.compile?.()
    } catch {
      // It is told by the one who asks the schema.
    }
  }
  await ownTurn()
}

/** The judges of an operation's schemas. */
export interface Validators {
  params: Validate | undefined
  query: Validate | undefined
  body: Validate | undefined
  /** The judge of bodies under version v3, if it is another one. */
  version3Body: Validate | undefined
}

/** What breaks the schemas of the request's version, as `schema-validator.ts` says it: of the first part that does. */
export function requestViolations(
  request: Pick<AnyRequest, 'headers' | 'params' | 'body' | 'query'>,
  { params, query, body, version3Body }: Validators,
): readonly string[] {
  if (params && !params(request.params)) return sentencesIn(params.errors)
  const judge = version3Body && isVersion3(request) ? version3Body : body
  if (judge && !judge(request.body)) return sentencesIn(judge.errors)
  if (query && !query(request.query)) return sentencesIn(query.errors)
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

/** As the framework wants them. Never empty: a keyword that has no sentence yet must not make a body valid. */
function sentencesOf(schema: RequestSchema, data: unknown, formats: Formats): FastifySchemaValidationError[] {
  const sentences = violationsOf(schema, data, formats)
  const found = sentences.length > 0 ? sentences : ['the request breaks its schema']
  return found.map((message) => ({ keyword: '', instancePath: '', schemaPath: '', params: {}, message }))
}
