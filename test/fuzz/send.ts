import type { Json } from '../../tools/conformance/src/json.ts'
import { fillIn, namesIn, type Template } from '../../tools/conformance/src/template.ts'
import { inject } from '../support/inject.ts'
import type { Exchange, Step, Twist } from './step.ts'
import type { Things } from './things.ts'
import type { World } from './world.ts'

/** Longer than any response takes on any machine. */
const timeoutMs = 60_000
/** Stands for an object that was not created, as in a shortened story. */
const unknownId = 'zzzzzzzzzzzzzzzzzzzz'

/** Sends a step's request. @throws Error if it gets no response. */
export async function send({ server, headersOf }: World, things: Things, step: Step): Promise<Exchange> {
  server.clock.advance(step.advanceMs)
  const values = things.values()
  const textOf = (template: Template) => {
    const value = filled(template, values)
    return typeof value === 'string' ? value : JSON.stringify(value)
  }
  const path = Object.fromEntries(Object.entries(step.path).map(([name, value]) => [name, textOf(value)]))
  const query = Object.entries(step.query).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, textOf(one)]),
  )
  const url = urlOf(step, path, query)
  const payload =
    step.body === undefined ? '' : twisted(JSON.stringify(filled(step.body, values)), step.twist)
  const reply = await answered(
    inject(server.app, {
      method: step.operation.method as 'GET',
      url,
      headers: {
        ...headersOf(step.caller),
        ...step.headers,
        ...(payload !== '' && step.contentType !== '' && { 'content-type': step.contentType }),
      },
      ...(payload !== '' && { payload }),
    }),
  )
  const { statusCode: status, headers, body: text } = reply
  return { step, url, path, query, payload, status, headers, text, answer: jsonOf(text) }
}

function urlOf(step: Step, path: Record<string, string>, query: [string, string][]): string {
  const route = step.operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encoded(path[name] ?? ''))
  const slashed = step.hasTrailingSlash && !route.endsWith('/') ? `${route}/` : route
  const pairs = query.map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
  return pairs.length > 0 ? `${slashed}?${pairs.join('&')}` : slashed
}

/** A lone surrogate has no bytes: it is sent as the replacement character. */
const encoded = (text: string) => encodeURIComponent(text.toWellFormed())

function filled(template: Template, values: Record<string, Json>): Json {
  const missing = namesIn(template).filter((name) => !(name in values))
  return fillIn(template, { ...values, ...Object.fromEntries(missing.map((name) => [name, unknownId])) })
}

/** The body's text after a twist that makes it invalid, or nearly so. */
function twisted(text: string, twist: Twist | undefined): string {
  switch (twist) {
    case 'cut':
      return text.slice(0, -1)
    case 'list':
      return `[${text}]`
    case 'text':
      return JSON.stringify(text)
    case 'number':
      return '7'
    case 'huge number':
      return text.replace(/:("[^"]*"|[\w.]+)/, ':1e999')
    case 'twice':
      return text.replace(/^\{/, '{"id":1,"id":2,')
    case 'deep':
      return text.replace(/^\{/, `{"deep":${'['.repeat(40)}${']'.repeat(40)},`)
    case 'long':
      return text.replace(/^\{/, `{"long":[${'0,'.repeat(10_001)}0],`)
    case 'empty':
      return ''
    case undefined:
      return text
  }
}

async function answered<Reply>(reply: Promise<Reply>): Promise<Reply> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer for ${timeoutMs / 1000} seconds`)), timeoutMs)
  })
  try {
    return await Promise.race([reply, late])
  } finally {
    clearTimeout(timer)
  }
}

function jsonOf(body: string): Json | undefined {
  try {
    return JSON.parse(body) as Json
  } catch {
    return undefined
  }
}
