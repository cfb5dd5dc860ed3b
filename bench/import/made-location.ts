import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { cleanEnvironment } from '../workspace.ts'
import { importedFields } from './people-file.ts'

/** An empty location with the custom fields of the file. */
export interface MadeLocation {
  databaseFile: string
  locationId: string
  token: string
  /** In the order of `importedFields`. */
  fieldIds: string[]
}

/** Makes a database with one location, by the commands of a build. @param checkout of the build. */
export function makeLocation(checkout: string, databaseFile: string): MadeLocation {
  const command = <Made>(...args: string[]): Made =>
    JSON.parse(
      execFileSync(
        join(checkout, 'bin/contactd'),
        [...args, '--database', `sqlite:${databaseFile}`, '--json'],
        { env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' },
      ),
    )
  const { id: locationId } = command<{ id: string }>('location', 'create', '--name', 'Bench')
  const { token } = command<{ token: string }>(
    ...['token', 'create', '--location', locationId, '--scopes', 'contacts.readonly,contacts.write'],
  )
  const fieldIds = importedFields.map(
    ({ name, type }) =>
      command<{ id: string }>(
        ...['custom-field', 'create', '--location', locationId, '--name', name, '--type', type],
      ).id,
  )
  return { databaseFile, locationId, token, fieldIds }
}
