import { Command, Option } from 'commander'
import { highLevelOrigin } from '../../../../tools/samples/origin-markers.ts'
import { apiVersions } from '../../http/bounds.ts'
import { kindOfVersion } from '../../http/version-header.ts'
import { openApiText } from '../../reference/openapi-text.ts'
import { jsonOption, withVariable } from '../options.ts'
import { print, printJson } from '../output.ts'
import { withEmptyServer } from '../with-empty-server.ts'

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
  const kind = kindOfVersion(apiVersion) ?? 'dated'
  const text = await withEmptyServer((app) =>
    openApiText(app, { kind, origin, sampleOrigin: highLevelOrigin, samples: true }),
  )
  const document: unknown = JSON.parse(text.toString())
  if (json) printJson(document)
  else print(`${JSON.stringify(document, null, 2)}\n`)
}
