import type { ImportFormat } from './import-choices.ts'
import { guessTargets } from './mapping/guess-targets.ts'
import { type Mapping, withMapping, wordOf } from './mapping/parse-mapping.ts'
import { openSource } from './reading/open-source.ts'
import { inspectFile } from './reading/text-encoding.ts'

/** A column of a file, and the word of a mapping that it is taken for; null for a meaning without a word. */
export interface ColumnMeaning {
  name: string
  means: string | null
}

/**
 * The columns of a CSV file, and what an import takes them for.
 * @param mapping says so of some.
 * @returns none for other formats: properties of JSON have their names, and vCards have no columns.
 * @throws InputError if it is not a file that can be imported.
 */
export async function describeColumns(
  file: string,
  format: ImportFormat | undefined,
  mapping?: Mapping | undefined,
): Promise<ColumnMeaning[]> {
  const source = await openSource(file, await inspectFile(file), format)
  if (source.format !== 'csv') return []
  const targets = withMapping(source.columns, guessTargets(source.columns), mapping)
  return source.columns.map((name, index) => {
    const target = targets[index]
    return { name, means: target === undefined ? null : wordOf(target) }
  })
}
