import { checkSpec, type SpecReport } from './check-spec.ts'
import { contactdWorld } from './contactd-world.ts'
import { knownOfHighLevel } from './known-of-highlevel.ts'
import { loadSpec } from './load-spec.ts'
import { startServer } from './running-server.ts'

/**
 * Holds the server of this program against OpenAPI files. It runs on a database in memory and a free port, and
 * is gone when this is done.
 * @param version of the API to ask for; each file's own where it is missing.
 * @throws SpecError where a file can't be used.
 */
export async function checkFiles(files: readonly string[], version?: string): Promise<SpecReport[]> {
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
