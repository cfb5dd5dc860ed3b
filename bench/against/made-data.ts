import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ExampleData } from '../example-data.ts'
import { startPlain } from '../servers.ts'
import { cleanEnvironment } from '../workspace.ts'
import { firstSearch, rested } from './contender.ts'
import { CpuMeter } from './cpu-meter.ts'
import { listAsChanged, multiplyContacts } from './multiply-contacts.ts'
import { templateBody, templates } from './template-contacts.ts'

const scopes = 'contacts.readonly,contacts.write,locations/customFields.write'

/** A database that a build made, and what a load generator needs to know about it. */
export interface MadeData {
  databaseFile: string
  /** JSON of `example`. */
  dataFile: string
  example: ExampleData
}

/** How many contacts a database has, and whether an index for searches. Without one, its contacts are not yet found. */
export interface DataOrder {
  contacts: number
  isIndexed: boolean
}

/** Makes a database with a build, once: the folder keeps it. @param checkout of the build. */
export async function makeData(
  checkout: string,
  parent: string,
  { contacts, isIndexed }: DataOrder,
  progress: (sentence: string) => void,
): Promise<MadeData> {
  const folder = join(parent, `contacts-${contacts}${isIndexed ? '-indexed' : ''}`)
  const made = { databaseFile: join(folder, 'contactd.db'), dataFile: join(folder, 'data.json') }
  if (!existsSync(folder)) {
    progress(`makes a database of ${contacts} contacts, once`)
    const unfinished = `${folder}-${process.pid}`
    mkdirSync(unfinished, { recursive: true })
    try {
      const example = await fill(checkout, unfinished, contacts)
      if (isIndexed) await makeIndex(checkout, unfinished, example)
      writeFileSync(join(unfinished, 'data.json'), JSON.stringify(example))
      if (!existsSync(folder)) renameSync(unfinished, folder)
    } finally {
      rmSync(unfinished, { recursive: true, force: true })
    }
  }
  return { ...made, example: JSON.parse(readFileSync(made.dataFile, 'utf8')) as ExampleData }
}

async function fill(checkout: string, folder: string, contacts: number): Promise<ExampleData> {
  const launcher = join(checkout, 'bin/contactd')
  const databaseFile = join(folder, 'contactd.db')
  const database = `sqlite:${databaseFile}`
  const command = <Made>(...args: string[]): Made =>
    JSON.parse(
      execFileSync(launcher, [...args, '--database', database, '--json'], {
        cwd: folder,
        env: cleanEnvironment(),
        stdio: ['ignore', 'pipe', 'ignore'],
        encoding: 'utf8',
      }),
    )
  const { id: locationId, companyId } = command<{ id: string; companyId: string }>(
    ...['location', 'create', '--name', 'Bench'],
  )
  const { token } = command<{ token: string }>(
    ...['token', 'create', '--location', locationId, '--scopes', scopes],
  )
  const server = await startPlain(folder, ['--database', database], launcher)
  const post = async <Made>(path: string, body: object): Promise<Made> => {
    const headers = {
      authorization: `Bearer ${token}`,
      version: '2021-07-28',
      'content-type': 'application/json',
    }
    const reply = await fetch(`${server.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!reply.ok) throw new Error(`POST ${path} was answered with ${reply.status}: ${await reply.text()}`)
    return (await reply.json()) as Made
  }
  const field = { name: 'Notes', dataType: 'TEXT', model: 'contact' }
  const { customField } = await post<{ customField: { id: string } }>(
    `/locations/${locationId}/customFields`,
    field,
  )
  for (let index = 0; index < templates; index += 1)
    await post('/contacts/', { ...templateBody(index, customField.id), locationId })
  await server.stop()
  const { contactIds, document } = multiplyContacts(databaseFile, contacts)
  return { token, companyId, locationId, customFieldId: customField.id, contactIds, document }
}

async function makeIndex(checkout: string, folder: string, example: ExampleData): Promise<void> {
  const databaseFile = join(folder, 'contactd.db')
  listAsChanged(databaseFile)
  const options = ['--database', `sqlite:${databaseFile}`]
  const { url, pid, stop } = await startPlain(folder, options, join(checkout, 'bin/contactd'))
  await firstSearch({ port: Number(new URL(url).port) }, example)
  await rested({ cpu: new CpuMeter(pid) })
  await stop()
}
