import type { Target } from '../mapping/target.ts'
import { cellText, isDefault } from '../values/cell-text.ts'
import { splitEmails, splitPhones, splitTags, textsOf } from '../values/lists.ts'
import { isRefusal } from '../values/refusals.ts'
import { addCustom, addressAt, type Draft, newDraft, type PlainField, takeOptOut } from './draft.ts'

/**
 * What the cells of a row say.
 * @param targets what each column means.
 * @param isExact texts are taken as they are, as JSON has them.
 */
export function draftOfCells(
  cells: readonly unknown[],
  targets: readonly Target[],
  { isExact = false }: { isExact?: boolean } = {},
): Draft {
  const draft = { ...newDraft(), isExact }
  const textOf = isExact ? exactText : cellText
  const labels = labelsIn(cells, targets)
  const fullNames: string[] = []
  for (const [index, cell] of cells.entries()) {
    const target = targets[index]
    const text = textOf(cell)
    if (text === '' || (!isExact && isDefault(text))) continue
    if (target === undefined)
      draft.flaw ??= `the row has ${cells.length} cells, the header ${targets.length}: ${JSON.stringify(text.slice(0, maxShown))} has no column`
    else if (target.kind === 'fullName') fullNames.push(text)
    else if (target.kind === 'labelled')
      takeLabelled(draft, target.of, cell, text, labels.get(target.pair) ?? '')
    else take(draft, target, cell, text)
  }
  const { firstName, lastName } = draft.plain
  const [name] = fullNames
  if (name !== undefined && firstName === undefined && lastName === undefined) draft.plain.name ??= name
  return draft
}

/** The longest text in a sentence, in UTF-16 units. */
const maxShown = 60

/** JSON has no need of what spreadsheets do to texts. */
const exactText = (cell: unknown): string => (typeof cell === 'string' ? cell : cellText(cell))

function labelsIn(cells: readonly unknown[], targets: readonly Target[]): ReadonlyMap<string, string> {
  const labels = new Map<string, string>()
  for (const [index, target] of targets.entries())
    if (target.kind === 'label') labels.set(target.pair, cellText(cells[index]))
  return labels
}

/** `* Work`, or only `*`, is Google's sign of the main one. */
function takeLabelled(draft: Draft, of: Target, cell: unknown, text: string, label: string): void {
  const isMain = label.startsWith('*')
  const name = label.replace(/^\*\s*/, '')
  if (of.kind === 'custom') take(draft, { ...of, name: name || of.name }, cell, text)
  else if (of.kind === 'phone' && /fax|pager/i.test(name)) addCustom(draft, name, text)
  else if (of.kind === 'phone' || of.kind === 'email')
    take(draft, { ...of, rank: isMain ? of.rank - 1_000 : of.rank }, cell, text)
  else take(draft, of, cell, text)
}

function take(draft: Draft, target: Target, cell: unknown, text: string): void {
  switch (target.kind) {
    case 'id':
      draft.id = text
      return
    case 'plain':
      takePlain(draft, target.field, text)
      return
    case 'email':
      for (const email of textsOf(cell, 'email', splitEmails))
        draft.emails.push({ text: email, rank: target.rank })
      return
    case 'phone':
      for (const phone of textsOf(cell, 'phone', splitPhones))
        draft.phones.push({ text: phone, rank: target.rank })
      return
    case 'addressPart':
      addressAt(draft, target.rank)[target.part] ??= text
      return
    case 'timezone':
      draft.timezone ??= text
      return
    case 'birthday':
      draft.birthday ??= text
      return
    case 'dateAdded':
      draft.dateAdded.push({ text, rank: target.rank, zone: target.zone })
      return
    case 'tags':
      draft.tags.push(...textsOf(cell, 'name', splitTags))
      return
    case 'note':
      draft.notes.push(...textsOf(cell, 'body', (note) => [note]))
      return
    case 'optOut':
      if (isRefusal(text, target.sign)) takeOptOut(draft, target.channel)
      if (target.keptAs !== undefined) addCustom(draft, target.keptAs, text)
      return
    case 'settings':
      if (isObject(cell)) Object.assign(draft, { [target.field]: cell })
      return
    case 'customFields':
      takeCustomFields(draft, cell)
      return
    case 'custom':
      addCustom(draft, target.name, typeof cell === 'string' ? text : cell)
      return
    default:
  }
}

/** Keeps the first value if several columns have the same property. */
function takePlain(draft: Draft, field: PlainField, text: string): void {
  const first = draft.plain[field]
  if (first === undefined) draft.plain[field] = text
  else if (first !== text)
    draft.remarks.push(`a further ${field} was left out: ${JSON.stringify(text.slice(0, maxShown))}`)
}

/** The list of custom fields in answers of the API, `[{id, value}]`, with the names that an export adds. */
function takeCustomFields(draft: Draft, cell: unknown): void {
  if (!Array.isArray(cell)) return
  for (const item of cell.filter(isObject)) {
    const name = item.id ?? item.key ?? item.fieldKey
    const value = item.value ?? item.field_value ?? item.fieldValue
    if (typeof name !== 'string' || value === undefined || value === null) continue
    addCustom(draft, name, value)
    if (typeof item.name === 'string' && item.name !== '') draft.namesById.set(name, item.name)
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
