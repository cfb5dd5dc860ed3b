import { readFileSync, writeFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
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

/**
 * Writes a commented seed into a folder.
 * @throws InputError if there is one and it may not be replaced.
 */
export function writeSeed(folder: string, mayReplace: boolean): void {
  const schemaFile = fileURLToPath(schema)
  const within = relative(folder, schemaFile)
  const named = within.startsWith('..') ? schemaFile : `./${within}`
  const text = readFileSync(template, 'utf8').replace('SCHEMA', () => named)
  try {
    writeFileSync(resolve(folder, seedFile), text, { flag: mayReplace ? 'w' : 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new InputError(`${seedFile} exists already: --force replaces it.`)
  }
}
