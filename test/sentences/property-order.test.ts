import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openApiOf } from '../../server/src/http/openapi.ts'
import { loadSpec, type SpecOperation } from '../../tools/conformance/src/load-spec.ts'
import type { Schema } from '../../tools/conformance/src/schema.ts'
import { startTestServer } from '../support/server.ts'

/** HighLevel's files are not part of the project: this names their folder, if available. */
const folder = process.env.CONTACTD_SPEC_DIR ?? ''

const files = {
  dated: ['contacts.json', 'locations.json', 'users.json', 'businesses.json', 'custom-fields.json'],
  v3: ['contacts-v3.json', 'locations-v3.json'],
} as const

/** contactd's operations, by method and path. */
async function ownOperations(kind: 'dated' | 'v3'): Promise<Map<string, SpecOperation>> {
  const server = await startTestServer()
  const own = mkdtempSync(join(tmpdir(), 'contactd-order-'))
  try {
    await server.app.ready()
    const file = join(own, 'openapi.json')
    writeFileSync(file, JSON.stringify(await openApiOf(server.app, kind)))
    return new Map(loadSpec(file).operations.map((operation) => [keyOf(operation), operation]))
  } finally {
    rmSync(own, { recursive: true })
    await server.close()
  }
}

const keyOf = ({ method, path }: SpecOperation) =>
  `${method} ${path.replaceAll(/\{\w+\}/g, '{}').replace(/\/$/, '')}`

/** The properties of an object and of its alternatives, starting with the one that has the most. */
function propertiesOf(schema: Schema): Record<string, Schema> {
  const parts = [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].map(propertiesOf)
  const bySize = parts.toSorted((a, b) => Object.keys(b).length - Object.keys(a).length)
  return Object.assign({}, schema.properties, ...bySize)
}

/** Places where the shared names are in another order. */
function differences(place: string, theirs: Schema, ours: Schema): string[] {
  const [official, own] = [propertiesOf(theirs), propertiesOf(ours)]
  const shared = Object.keys(official).filter((name) => own[name] !== undefined)
  const inOwnOrder = Object.keys(own).filter((name) => official[name] !== undefined)
  return [
    ...(shared.join() === inOwnOrder.join() ? [] : [`${place}: ${shared.join(' ')}`]),
    ...shared.flatMap((name) =>
      differences(`${place}.${name}`, official[name] as Schema, own[name] as Schema),
    ),
    ...(theirs.items && ours.items ? differences(`${place}[]`, theirs.items, ours.items) : []),
  ]
}

const inQuery = ({ parameters }: SpecOperation): Schema =>
  ({
    properties: Object.fromEntries(
      parameters.filter((one) => one.in === 'query').map(({ name, schema }) => [name, schema]),
    ),
  }) as Schema

describe.runIf(folder)(
  'BR-420 the properties of bodies and queries have the order of the specification',
  () => {
    it.each(['dated', 'v3'] as const)('of the %s versions', async (kind) => {
      const own = await ownOperations(kind)
      const official = files[kind].flatMap((file) => loadSpec(join(folder, file)).operations)
      const shared = official.filter((operation) => own.has(keyOf(operation)))
      expect(shared.length).toBeGreaterThan(30)
      const found = shared.flatMap((operation) => {
        const ours = own.get(keyOf(operation)) as SpecOperation
        const { body } = operation
        return [
          ...differences(`${keyOf(operation)} query`, inQuery(operation), inQuery(ours)),
          ...(body && ours.body ? differences(keyOf(operation), body.schema, ours.body.schema) : []),
        ]
      })
      expect(found).toEqual([])
    })
  },
)
