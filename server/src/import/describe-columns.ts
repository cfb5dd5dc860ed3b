import type { ImportFormat } from './import-choices.ts'
import { guessTargets } from './mapping/guess-targets.ts'
import { wordOf } from './mapping/parse-mapping.ts'
import { openSource } from './reading/open-source.ts'
import { inspectFile } from './reading/text-encoding.ts'

/** A column of a file, and the word of a mapping that it is taken for; null for a meaning without a word. */
export interface ColumnMeaning {
  name: string
  means: string | null
}

/**
 * The columns of a CSV file, and what an import without a mapping takes them for.
 * @returns none for other formats: properties of JSON have their names, and vCards have no columns.
 * @throws InputError if it is no such file.
 */
export async function describeColumns(
  file: string,
  format: ImportFormat | undefined,
): Promise<ColumnMeaning[]> {
  const source = await openSource(file, await inspectFile(file), format)
  if (source.format !== 'csv') return []
  const targets = guessTargets(source.columns)
  return source.columns.map((name, index) => {
    const target = targets[index]
    return { name, means: target === undefined ? null : wordOf(target) }
  })
}
