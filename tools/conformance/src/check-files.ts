import { checkSpec, type SpecReport } from './check-spec.ts'
import { contactdWorld } from './contactd-world.ts'
import { knownOfHighLevel } from './known-of-highlevel.ts'
import { loadSpec } from './load-spec.ts'
import type { RunningServer } from './world.ts'

/**
 * Checks a server against OpenAPI files.
 * @param startServer starts the server with an empty database. It is closed at the end.
 * @param version the API version to request. Default: each file's own.
 * @throws SpecError if a file can't be used.
 */
export async function checkFiles(
  files: readonly string[],
  startServer: () => Promise<RunningServer>,
  version?: string,
): Promise<SpecReport[]> {
  const specs = files.map(loadSpec)
  const server = await startServer()
  try {
    const newWorld = () => contactdWorld(server)
    const reports: SpecReport[] = []
    for (const spec of specs) reports.push(await checkSpec(spec, newWorld, knownOfHighLevel, version))
    return reports
  } finally {
    await server.close()
  }
}
