import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { InputError } from '../../lib/input-error.ts'

/** The name of the file that `contactd init` writes. */
export const seedFile = 'contactd.seed.yaml'

const template = new URL('./contactd.seed.yaml', import.meta.url)
/** The JSON Schema, which the build makes. */
const schema = new URL(
  import.meta.url.endsWith('.ts') ? '../../../dist/seed.schema.json' : './seed.schema.json',
  import.meta.url,
)

/** The schema in an installed package, from the folder of its `node_modules`. */
const installedSchema = 'node_modules/contactd/dist/seed.schema.json'

/**
 * Writes a commented seed into a folder.
 * @throws InputError if there is one and it may not be replaced.
 */
export function writeSeed(folder: string, mayReplace: boolean): void {
  const text = readFileSync(template, 'utf8').replace('SCHEMA', () => schemaFor(folder))
  try {
    writeFileSync(resolve(folder, seedFile), text, { flag: mayReplace ? 'w' : 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new InputError(`${seedFile} exists already: --force replaces it.`)
  }
}

/**
 * The schema as a seed names it: relative to the folder, which is right for everyone who installs the package, or the file of this
 * installation.
 */
function schemaFor(folder: string): string {
  for (let parent = folder; ; parent = dirname(parent)) {
    const installed = join(parent, installedSchema)
    if (existsSync(installed)) return asWritten(relative(folder, installed))
    if (parent === dirname(parent)) break
  }
  const own = fileURLToPath(schema)
  const within = relative(folder, own)
  return within.startsWith('..') ? own : asWritten(within)
}

/** A relative path as it is written on every system. */
function asWritten(path: string): string {
  const slashed = path.replaceAll('\\', '/')
  return slashed.startsWith('../') ? slashed : `./${slashed}`
}
