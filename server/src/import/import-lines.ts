import { createReadStream, existsSync } from 'node:fs'
import { join, sep } from 'node:path'
import { ApiError } from '../http/api-error.ts'
import { InputError } from '../lib/input-error.ts'
import { StorageUnavailableError } from '../storage/storage.ts'
import type { ImportContext, ImportWatcher } from './import-contacts.ts'
import type { ImportCounts } from './import-counts.ts'
import type { Upload } from './import-upload.ts'

/** What an import reports while it runs. The last line is a result or an error. */
export type ImportLine =
  | { columns: { name: string; means: string | null }[] }
  | { note: string }
  /** In percent: the file is read twice. */
  | { progress: number }
  /** The next part of the file of refused rows. */
  | { rejects: string }
  | { result: ImportCounts }
  | { error: string }

/** Ends an import between two rows. */
class ImportStopped extends Error {}

/**
 * Imports an uploaded file, or previews it if the context only reads.
 * @param tell receives every line: a few, and those of refused rows.
 * @param drained waits for the client to have read them.
 * @param stopping ends it early; another import of the file goes on from there.
 * @returns the unexpected error, if there was one.
 */
export async function importUpload(
  context: ImportContext,
  { folder, file, choices }: Upload,
  locationId: string,
  {
    tell,
    drained,
    stopping,
  }: { tell(line: ImportLine): void; drained(): Promise<void>; stopping: AbortSignal },
): Promise<unknown> {
  const withoutFolder = (text: string) => text.replaceAll(`${folder}${sep}`, '')
  let percent = -1
  const watcher: ImportWatcher = {
    say: (line) => tell({ note: withoutFolder(line) }),
    advance(bytes, of) {
      if (stopping.aborted) throw new ImportStopped()
      const now = Math.floor((bytes / of) * 100)
      if (now > percent) tell({ progress: now })
      percent = Math.max(percent, now)
    },
  }
  const rejects = join(folder, 'rejects', 'rows')
  try {
    const [{ importContacts }, { describeColumns }, { parseMapping }, { mkdir }] = await Promise.all([
      import('./import-contacts.ts'),
      import('./describe-columns.ts'),
      import('./mapping/parse-mapping.ts'),
      import('node:fs/promises'),
    ])
    await mkdir(join(folder, 'rejects'))
    const columns = await describeColumns(file, undefined)
    if (columns.length > 0) tell({ columns })
    const { mode, strict, createFields, events, dateOrder, country } = choices
    const mapping = choices.mapping === undefined ? undefined : parseMapping(choices.mapping)
    const counts = await importContacts(
      context,
      { file, locationId, mode, strict, createFields, events, dateOrder, country, mapping, rejects },
      watcher,
    )
    if (counts.rejected > 0 && existsSync(rejects)) {
      for await (const text of createReadStream(rejects, 'utf8')) {
        tell({ rejects: text })
        await drained()
        if (stopping.aborted) break
      }
    }
    tell({ result: counts })
    return undefined
  } catch (error) {
    const sentence = sentenceOf(error)
    tell({ error: withoutFolder(sentence ?? 'The import broke off because of an error of the server.') })
    return sentence === undefined ? error : undefined
  }
}

function sentenceOf(error: unknown): string | undefined {
  if (error instanceof InputError) return error.message
  if (error instanceof ImportStopped)
    return 'The server stops. Import the file again: what is imported stays, and the rest follows.'
  if (error instanceof StorageUnavailableError)
    return 'The database does not respond. Import the file again: what is imported stays, and the rest follows.'
  return error instanceof ApiError ? error.message : undefined
}
