import { isObject, type Json } from '../../tools/conformance/src/json.ts'
import { validatorOf } from '../../tools/conformance/src/json-schema.ts'
import { parametersIn } from '../../tools/conformance/src/request-parts.ts'
import { kindInPath } from './good-steps.ts'
import type { Exchange } from './step.ts'
import { type Surface, tokensOf } from './surfaces.ts'
import { isTracked, type Things } from './things.ts'

/** The keywords that HighLevel's files use correctly; their examples violate others. */
const meant = ['type', 'required', 'enum']

/** The invalid parts of a request, a few words each: `body.tags: type`, `path.contactId`, `caller nobody`. */
export const nonsenseIn = (surface: Surface, things: Things, exchange: Exchange): string[] => [
  ...inCaller(exchange),
  ...inPath(things, exchange),
  ...inQuery(exchange),
  ...inVersion(exchange),
  ...inBody(surface, exchange),
]

function inCaller({ step: { caller }, path }: Exchange): string[] {
  const namesSomething = Object.keys(path).length > 0
  return caller === 'nobody' || (caller === 'stranger' && namesSomething) ? [`caller ${caller}`] : []
}

function inPath(things: Things, { step: { operation }, path }: Exchange): string[] {
  const isOfCompany = tokensOf(operation) === 'company'
  return parametersIn(operation, 'path')
    .filter((parameter) => {
      const value = path[parameter.name] ?? ''
      if (parameter.schema.enum) return !parameter.schema.enum.includes(value)
      const kind = kindInPath(operation, parameter, isOfCompany)
      if (kind === 'madeLocationId' && things.isAlive('locationId', value)) return false
      return isTracked(kind) && !things.isAlive(kind, value)
    })
    .map(({ name }) => `path.${name}`)
}

function inQuery({ step: { operation }, query }: Exchange): string[] {
  return parametersIn(operation, 'query').flatMap(({ name, required, schema }) => {
    const values = query.filter(([one]) => one === name).map(([, value]) => value)
    if (values.length === 0) return required ? [`query.${name}: required`] : []
    const isNumber = schema.type === 'number' || schema.type === 'integer'
    if (isNumber && values.some((value) => Number.isNaN(Number(value)))) return [`query.${name}: type`]
    if (schema.enum && values.some((value) => !schema.enum?.includes(value))) return [`query.${name}: enum`]
    return []
  })
}

function inVersion({ step }: Exchange): string[] {
  const isWanted = step.operation.parameters.some(({ name }) => name === 'Version')
  const isKnown = ['2021-07-28', '2021-04-15', '2023-02-21', 'v3'].includes(
    step.headers.version?.trim() ?? '',
  )
  return isWanted && !isKnown ? ['version'] : []
}

function inBody(surface: Surface, { step, payload }: Exchange): string[] {
  const { body } = step.operation
  if (!body) return []
  if (payload !== '' && !/^application\/json\b/.test(step.contentType)) return ['body: type of content']
  const value = parsed(payload === '' ? '{}' : payload)
  if (value === undefined) return ['body: no JSON']
  if (hasBrokenText(value)) return ['body: broken text']
  // Under another version, another document applies.
  if (!surface.versions.includes(step.headers.version ?? '') && 'version' in step.headers) return []
  const validate = validatorOf(body.schema)
  if (validate(value)) return []
  return (validate.errors ?? [])
    .filter(({ keyword }) => !surface.official.has(step.operation) || meant.includes(keyword))
    .map(({ instancePath, keyword, data }) => {
      const place = instancePath.replace(/\/\d+/g, '[]').replaceAll('/', '.')
      return `body${place}: ${data === null ? 'null' : keyword}`
    })
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/** Whether a value or a key contains a NUL or half of a surrogate pair. */
function hasBrokenText(value: Json): boolean {
  if (typeof value === 'string') return value.includes('\u0000') || !value.isWellFormed()
  if (Array.isArray(value)) return value.some(hasBrokenText)
  return (
    isObject(value) && Object.entries(value).some(([key, one]) => hasBrokenText(key) || hasBrokenText(one))
  )
}
