import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type OperationId, operationScopes } from '../../server/src/auth/operation-scopes.ts'
import { correctMistakes, supplyOmissions } from '../../server/src/conformance/correct-spec.ts'
import { knownOfHighLevel } from '../../server/src/conformance/known-of-highlevel.ts'
import { loadSpec, type Spec, type SpecOperation } from '../../server/src/conformance/load-spec.ts'
import type { TestServer } from '../support/server.ts'

/** What requests are made from, and answers are held against. */
export interface Surface {
  name: string
  spec: Spec
  /** Values of the `Version` header that mean it. */
  versions: readonly string[]
  operations: readonly SpecOperation[]
  /** Those that are told by HighLevel's file, and not by the server's own document. */
  official: ReadonlySet<SpecOperation>
}

/** What is not tried, and why. */
const leftOut: Readonly<Record<string, string>> = {
  'upload-file-customFields': 'Its body is a form.',
  'download-document': 'Its answer is a file.',
  'get-location-access-token': 'It wants an app that is installed.',
  'get-installed-location': 'It wants an app that is installed.',
}

const isTried = ({ operationId }: SpecOperation) =>
  operationId in operationScopes && !(operationId in leftOut)

/** Whom an operation lets in. */
export const tokensOf = ({ operationId }: SpecOperation) => operationScopes[operationId as OperationId].tokens

/** The two documents of the server itself: of the dated versions, and of v3. */
export async function ownSurfaces({ app }: TestServer): Promise<Surface[]> {
  const folder = mkdtempSync(join(tmpdir(), 'contactd-fuzz-'))
  try {
    const surfaces: Surface[] = []
    for (const version of ['', 'v3']) {
      const { body } = await app.inject(`/openapi.json${version && `?version=${version}`}`)
      const file = join(folder, `own${version}.json`)
      writeFileSync(file, body)
      const spec = loadSpec(file)
      surfaces.push(surfaceOf(`own ${version || 'dated'}`, spec, spec.operations.filter(isTried)))
    }
    return surfaces
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/**
 * HighLevel's two files on contacts, as far as they are right; what they don't tell is as the server tells it.
 * @param folder undefined for none.
 * @returns nothing where they are not in the folder.
 */
export function officialSurfaces(folder: string | undefined, own: readonly Surface[]): Surface[] {
  if (folder === undefined) return []
  return ['contacts.json', 'contacts-v3.json']
    .map((file) => join(folder, file))
    .filter((file) => existsSync(file))
    .map((file) => {
      const spec = loadSpec(file)
      correctMistakes(spec, knownOfHighLevel.mistakes)
      supplyOmissions(spec, knownOfHighLevel.omissions)
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
