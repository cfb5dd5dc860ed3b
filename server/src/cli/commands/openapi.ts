import { Command, Option } from 'commander'
import { pino } from 'pino'
import { createSearch } from '../../api/search/create-search.ts'
import { apiVersions } from '../../http/bounds.ts'
import { kindOfVersion } from '../../http/version-header.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import { openApiDocument } from '../../reference/openapi-document.ts'
import { openSecrets } from '../open-secret-key.ts'
import { jsonOption, withVariable } from '../options.ts'
import { print, printJson } from '../output.ts'
import { openDatabase } from '../with-storage.ts'

/** The default address of `contactd serve`, because the document names a server. */
const origin = 'http://127.0.0.1:4455'

/** `contactd openapi`. */
export function openapiCommand(): Command {
  return new Command('openapi')
    .description('Prints the OpenAPI document that the server serves.')
    .addOption(
      withVariable(
        new Option('--api-version <version>', 'the version of the API; the dated ones share a document')
          .choices(apiVersions)
          .default(apiVersions[0]),
      ),
    )
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd openapi --api-version v3 > openapi.json')
    .action(printDocument)
}

async function printDocument({ apiVersion, json }: { apiVersion: string; json?: boolean }): Promise<void> {
  // Imported here, because loading it takes longer than everything that the other commands do.
  const { buildServer } = await import('../../server.ts')
  // The document is generated from the routes, which need no data for it: an empty database in memory is enough.
  const storage = await openDatabase({ database: 'sqlite::memory:' })
  try {
    const secrets = await openSecrets('sqlite::memory:', storage)
    const logger = pino({ level: 'silent' })
    const search = createSearch({ storage, database: 'sqlite::memory:', clock, ids, log: logger })
    const app = await buildServer({
      storage,
      search,
      clock,
      ids,
      secrets,
      refreshGraceMs: 0,
      logger,
      host: 'localhost',
      rateLimit: 'off',
    })
    await app.ready()
    const document = await openApiDocument(app, origin, kindOfVersion(apiVersion) ?? 'dated')
    await app.close()
    if (json) printJson(document)
    else print(`${JSON.stringify(document, null, 2)}\n`)
  } finally {
    await storage.close()
  }
}
