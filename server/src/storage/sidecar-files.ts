import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CopyError } from './copy/copy-port.ts'
import { syncFolder } from './sqlite/database-file.ts'

/** The files that belong to a SQLite database: without the key, encrypted values can't be read. */
const names = ['secret-key', 'demo-token']

export interface SidecarFile {
  name: string
  content: Buffer
}

/** Whether a value belongs into a sidecar file; all others stay in the database. */
export const isSidecarFile = ({ name }: SidecarFile): boolean => names.includes(name)

/** Reads the sidecar files of a database that exist. */
export async function readSidecarFiles(databaseFile: string): Promise<SidecarFile[]> {
  const files = await Promise.all(
    names.map(async (name) => ({ name, content: await contentOf(join(dirname(databaseFile), name)) })),
  )
  return files.filter((file): file is SidecarFile => file.content !== undefined)
}

/**
 * Places sidecar files next to a database (mode 0600), in two steps. Everything that can fail, such as a full disk,
 * fails in the first step, which changes nothing.
 * @returns the second step.
 * @throws CopyError if another file of that name exists and may not be replaced.
 */
export async function placeSidecarFiles(
  databaseFile: string,
  files: readonly SidecarFile[],
  { mayReplace }: { mayReplace: boolean },
): Promise<{ keep(): Promise<void>; drop(): Promise<void> }> {
  const missing: { path: string; draft: string }[] = []
  const drop = async () => {
    for (const { draft } of missing) await rm(draft, { force: true })
  }
  try {
    for (const { name, content } of files.filter(isSidecarFile)) {
      const path = join(dirname(databaseFile), name)
      const found = await contentOf(path)
      if (found?.equals(content)) continue
      if (found !== undefined && !mayReplace) throw new CopyError(otherFileSentence(path))
      const draft = `${path}.new`
      await rm(draft, { force: true })
      await writeFile(draft, content, { mode: 0o600, flag: 'wx', flush: true })
      missing.push({ path, draft })
    }
  } catch (error) {
    await drop()
    throw error
  }
  return {
    drop,
    async keep() {
      for (const { path, draft } of missing) await rename(draft, path)
      if (missing.length > 0) syncFolder(dirname(databaseFile))
    },
  }
}

async function contentOf(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

const otherFileSentence = (path: string) =>
  `The file ${path} differs from that of the source: it may belong to another database in this folder, ` +
  'so name a target in another folder.'
