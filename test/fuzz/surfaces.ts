import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type OperationId, operationScopes } from '../../server/src/auth/operation-scopes.ts'
import { openApiOf } from '../../server/src/http/openapi.ts'
import { correctMistakes, supplyOmissions } from '../../tools/conformance/src/correct-spec.ts'
import { knownOfHighLevel } from '../../tools/conformance/src/known-of-highlevel.ts'
import { loadSpec, type Spec, type SpecOperation } from '../../tools/conformance/src/load-spec.ts'
import type { TestServer } from '../support/server.ts'

/** The document that requests are generated from and responses are checked against. */
export interface Surface {
  name: string
  spec: Spec
  /** Values of the `Version` header that select it. */
  versions: readonly string[]
  operations: readonly SpecOperation[]
  /** Operations that are described by HighLevel's file instead of the server's own document. */
  official: ReadonlySet<SpecOperation>
}

/** Operations that are not tested, and why. */
const leftOut: Readonly<Record<string, string>> = {
  'upload-file-customFields': 'Its body is a form.',
  'download-document': 'Its answer is a file.',
  'delete-document': 'Documents come from the upload alone.',
  'redeliver-webhook-events':
    'Its body has the ids of deliveries, which nothing makes here, or a time instead.',
  'merge-contacts': 'Its body has the ids of other contacts of the location, which end with it.',
  'list-private-tokens': 'Owners of the console call it.',
  'create-private-token': 'Owners of the console call it.',
  'revoke-private-token': 'Owners of the console call it.',
  'list-installed-apps': 'Owners of the console call it.',
  'uninstall-app': 'Owners of the console call it.',
  'get-location-access-token': 'It wants an app that is installed.',
  'get-installed-location': 'It wants an app that is installed.',
}

const isTried = ({ operationId }: SpecOperation) =>
  operationId in operationScopes && !(operationId in leftOut)

/** The kinds of tokens that an operation accepts. */
export const tokensOf = ({ operationId }: SpecOperation) => operationScopes[operationId as OperationId].tokens

/** The server's own two documents: of the dated versions, and of v3. */
export async function ownSurfaces({ app }: TestServer): Promise<Surface[]> {
  const folder = mkdtempSync(join(tmpdir(), 'contactd-fuzz-'))
  try {
    await app.ready()
    const surfaces: Surface[] = []
    for (const kind of ['dated', 'v3'] as const) {
      const file = join(folder, `own-${kind}.json`)
      // Directly from the schemas: the published document has no field examples, which valid values are made from.
      writeFileSync(file, JSON.stringify(await openApiOf(app, kind)))
      const spec = loadSpec(file)
      surfaces.push(surfaceOf(`own ${kind}`, spec, spec.operations.filter(isTried)))
    }
    return surfaces
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/**
 * HighLevel's two files on contacts, with corrections; the server's own document supplies what they omit.
 * @param folder undefined for none.
 * @returns nothing if they are not in the folder.
 */
export function officialSurfaces(folder: string | undefined, own: readonly Surface[]): Surface[] {
  if (folder === undefined) return []
  return ['contacts.json', 'contacts-v3.json']
    .map((file) => join(folder, file))
    .filter((file) => existsSync(file))
    .map((file) => {
      const spec = loadSpec(file)
      correctMistakes(spec, knownOfHighLevel.mistakes)
      // Here a body must have at least one of several properties.
      supplyOmissions(
        spec,
        knownOfHighLevel.omissions.filter(({ needed }) => needed === undefined),
      )
      const official = spec.operations.filter(isTried)
      const ids = new Set(official.map(({ operationId }) => operationId))
      const others = own
        .filter((one) => one.spec.version === spec.version)
        .flatMap(({ operations }) => operations.filter(({ operationId }) => !ids.has(operationId)))
      return surfaceOf(`HighLevel's ${spec.file}`, spec, [...official, ...others], official)
    })
}

function surfaceOf(
  name: string,
  spec: Spec,
  operations: readonly SpecOperation[],
  official: readonly SpecOperation[] = [],
): Surface {
  const versions = spec.version === 'v3' ? ['v3'] : ['2021-07-28', '2021-04-15', '2023-02-21']
  return { name, spec, versions, operations, official: new Set(official) }
}
