import { InputError } from '../lib/input-error.ts'
import { type Draft, newDraft } from './drafts/draft.ts'
import { draftOfCard } from './drafts/draft-of-card.ts'
import { draftOfCells } from './drafts/draft-of-cells.ts'
import { guessTargets, targetOfProperty } from './mapping/guess-targets.ts'
import { type Mapping, withMapping } from './mapping/parse-mapping.ts'
import type { Target } from './mapping/target.ts'
import type { Source, SourceRow } from './reading/source.ts'

/**
 * How the rows of a file become drafts.
 * @throws InputError if the mapping does not fit the file.
 */
export function drafter(source: Source, mapping: Mapping | undefined): (row: SourceRow) => Draft {
  const drafted = drafterOf(source, mapping)
  return (row) => (row.flaw === undefined ? drafted(row) : { ...newDraft(), flaw: row.flaw })
}

function drafterOf({ format, columns }: Source, mapping: Mapping | undefined): (row: SourceRow) => Draft {
  if (format === 'vcf') {
    if (mapping !== undefined) throw new InputError('A mapping is for columns, and vCards have none.')
    return ({ cells }) => draftOfCard(String(cells[0]))
  }
  if (format === 'csv') {
    const targets = withMapping(columns, guessTargets(columns), mapping)
    requireIdentifying(columns, targets)
    return ({ cells }) => draftOfCells(cells, targets)
  }
  const targets: Target[] = []
  return ({ cells }) => {
    // Rows bring new properties.
    for (let at = targets.length; at < columns.length; at++) {
      const name = columns[at] ?? ''
      targets.push(mapping?.get(name) ?? targetOfProperty(name))
    }
    return draftOfCells(cells, targets, { isExact: true })
  }
}

/** The most columns in a sentence. */
const maxShown = 20

/** @throws InputError if no column is an id, an email, a phone or a name: each row would be refused. */
function requireIdentifying(columns: readonly string[], targets: readonly Target[]): void {
  if (targets.some(identifies)) return
  const rest = columns.length > maxShown ? ` and ${columns.length - maxShown} more` : ''
  throw new InputError(
    `No column is an email, a phone, a name or an id: ${columns.slice(0, maxShown).join(', ')}${rest}. A mapping says which one is.`,
  )
}

function identifies(target: Target): boolean {
  if (target.kind === 'labelled') return identifies(target.of)
  if (target.kind === 'plain') return ['firstName', 'lastName', 'name'].includes(target.field)
  return ['id', 'email', 'phone', 'fullName'].includes(target.kind)
}
