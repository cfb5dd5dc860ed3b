import type { FastifyRequest } from 'fastify'
import { type ApiError, errors } from './errors.ts'
import { maxJsonValues } from './json-body.ts'
import { isVersion3 } from './version-header.ts'

/**
 * What the schema said of a body. Where the order of refusals puts something else first (the contact must
 * exist), the verdict is carried to there and asked then.
 */
export interface Checked<Body> {
  /** The body, when the schema has nothing against it. @throws ApiError 422 with every violation at once. */
  valid(): Body
  /** The body as it came, for what is decided before its shape is (which location it names). */
  readonly raw: unknown
}

/** The most violations that one answer lists. */
const maxViolations = 1000

/** The verdict on the request's body. For routes with `attachValidation`. */
export const checkedBody = <Body>(request: FastifyRequest): Checked<Body> => verdictOn(request, request.body)

/** The verdict on the request's query. For routes with `attachValidation`. */
export const checkedQuery = <Query>(request: FastifyRequest): Checked<Query> =>
  verdictOn(request, request.query)

const verdictOn = <Part>(request: FastifyRequest, raw: unknown): Checked<Part> => ({
  raw,
  valid() {
    requireValid(request)
    return raw as Part
  },
})

/** @throws ApiError 422 with every violation of the request at once. For routes with `attachValidation`. */
export function requireValid(request: FastifyRequest): void {
  const refusal = refusalOf(request)
  if (refusal) throw refusal
}

/** The 422 that the request has earned, or undefined. */
export function refusalOf(request: FastifyRequest): ApiError | undefined {
  if (request.hasTooManyValues)
    return errors.unprocessable([`the body must not hold more than ${maxJsonValues} values`])
  const found: string[] = []
  for (const violation of violationsOf(request)) {
    found.push(...sentences(violation as SchemaViolation))
    if (found.length >= maxViolations) break
  }
  if (request.illFormedPaths) found.push(...request.illFormedPaths.map(illFormedSentence))
  if (found.length === 0) return undefined
  return errors.unprocessable([...new Set(found)].slice(0, maxViolations))
}

/** What breaks the schema of the request's version. */
function violationsOf(request: FastifyRequest): readonly object[] {
  const { validationError } = request
  const schema = isVersion3(request) ? request.routeOptions.config.version3?.body : undefined
  const isOfBody = validationError === undefined || validationError.validationContext === 'body'
  if (schema === undefined || !isOfBody) return validationError?.validation ?? []
  // The framework has judged it by the schema of the dated versions.
  const validate = request.compileValidationSchema(schema, 'body')
  return validate(request.body) ? [] : (validate.errors ?? [])
}

/** What the schema compiler reports, with the parts that the sentences need. */
interface SchemaViolation {
  keyword: string
  instancePath: string
  schemaPath: string
  params: Record<string, unknown>
  parentSchema?: {
    properties?: Record<string, { type?: string; enum?: unknown[] }>
    enum?: unknown[]
    format?: string
  }
}

/** HighLevel validates with class-validator: these are its sentences. */
function sentences(violation: SchemaViolation): string[] {
  const { keyword, params, parentSchema } = violation
  const path = violation.instancePath
    .slice(1)
    .replaceAll('/', '.')
    .replaceAll('~1', '/')
    .replaceAll('~0', '~')
  switch (keyword) {
    case 'additionalProperties':
      return [`property ${params.additionalProperty} should not exist`]
    case 'required': {
      const name = String(params.missingProperty)
      return missing(path === '' ? name : `${path}.${name}`, parentSchema?.properties?.[name])
    }
    case 'type':
      return [path === '' ? 'the body must be a JSON object' : mustBe(path, String(params.type))]
    case 'enum':
      return [oneOf(path, parentSchema?.enum ?? [])]
    case 'format':
      return [`${path} ${formatSentences[String(params.format)] ?? 'is invalid'}`]
    case 'maxLength':
      return [`${subject(path)} must be shorter than or equal to ${params.limit} characters`]
    case 'minLength':
      return [`${subject(path)} should not be empty`]
    case 'maxItems':
      return [`${path} must contain no more than ${params.limit} elements`]
    case 'minItems':
      return [`${path} must contain at least ${params.limit} elements`]
    case 'minimum':
      return [`${path} must not be less than ${params.limit}`]
    case 'maximum':
      return [`${path} must not be greater than ${params.limit}`]
    case 'if':
      // Says no more than what the chosen branch says itself.
      return []
    case 'idOrKey':
      return [`${path} must have an id or a key`]
    default:
      return [`${path} is invalid`]
  }
}

const formatSentences: Record<string, string> = {
  'whole-number': 'must be a number conforming to the specified constraints',
  'contact-email': 'must be an email',
  'contact-website': 'must be a URL address',
  instant: 'must be a valid ISO 8601 date string',
  'hex-color': 'must be a hexadecimal color',
  'contact-timezone': 'must be a valid IANA time-zone',
  'contact-birthday':
    'must be a valid date in one of the formats YYYY/MM/DD, MM/DD/YYYY, YYYY-MM-DD, MM-DD-YYYY, YYYY.MM.DD, MM.DD.YYYY, YYYY_MM_DD, MM_DD_YYYY',
}

function missing(name: string, schema: { type?: string; enum?: unknown[] } | undefined): string[] {
  if (schema?.enum) return [oneOf(name, schema.enum)]
  const sentence = mustBe(name, schema?.type ?? 'string')
  return schema?.type === 'string' ? [sentence, `${name} should not be empty`] : [sentence]
}

const typeNouns: Record<string, string> = {
  string: 'a string',
  boolean: 'a boolean value',
  number: 'a number conforming to the specified constraints',
  integer: 'an integer number',
  array: 'an array',
  object: 'an object',
  'string,object': 'a string or an object',
  'string,array': 'a string or an array',
}

const mustBe = (path: string, type: string) => `${subject(path)} must be ${typeNouns[type] ?? type}`

/** `tags.3` is spoken of as `each value in tags`. */
function subject(path: string): string {
  const list = /^(.*)\.\d+$/.exec(path)
  return list ? `each value in ${list[1]}` : path
}

/** Long lists (countries) are not spelled out, as observed for `country`. */
const longestSpelledList = 20

const oneOf = (path: string, values: readonly unknown[]) =>
  values.length > longestSpelledList
    ? `${path} must be a valid enum value`
    : `${path} must be one of the following values: ${values.join(', ')}`

const illFormedSentence = (path: string) => `${path} must be text without NUL characters and lone surrogates`
