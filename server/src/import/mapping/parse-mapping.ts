import { isDeepStrictEqual } from 'node:util'
import { dndChannels } from '../../api/contacts/dnd.ts'
import { InputError } from '../../lib/input-error.ts'
import { plainFields } from '../drafts/draft.ts'
import type { Target } from './target.ts'

const addressFields = {
  address1: 'street',
  city: 'city',
  state: 'state',
  postalCode: 'postalCode',
  country: 'country',
} as const

/** Every word of a mapping, and what it means. */
const words: ReadonlyMap<string, Target> = new Map<string, Target>([
  ['skip', { kind: 'skip' }],
  ['id', { kind: 'id' }],
  ...plainFields.map((field): [string, Target] => [field, { kind: 'plain', field }]),
  ['email', { kind: 'email', rank: 0 }],
  ['additionalEmails', { kind: 'email', rank: 1_000 }],
  ['phone', { kind: 'phone', rank: 0 }],
  ['additionalPhones', { kind: 'phone', rank: 1_000 }],
  ...Object.entries(addressFields).map(([word, part]): [string, Target] => [
    word,
    { kind: 'addressPart', rank: 0, part },
  ]),
  ['timezone', { kind: 'timezone' }],
  ['dateOfBirth', { kind: 'birthday' }],
  ['dateAdded', { kind: 'dateAdded', rank: 0 }],
  ['tags', { kind: 'tags' }],
  ['note', { kind: 'note' }],
  ['notes', { kind: 'note' }],
  ['dnd', { kind: 'optOut', channel: 'all', sign: 'yes' }],
  ['optOut:inbound', { kind: 'optOut', channel: 'inbound', sign: 'yes' }],
  ...dndChannels.flatMap((channel): [string, Target][] => [
    [`optOut:${channel}`, { kind: 'optOut', channel, sign: 'yes' }],
    [`optIn:${channel}`, { kind: 'optOut', channel, sign: 'no' }],
  ]),
])

/** The word of a mapping for a target; null if it has none. */
export function wordOf(target: Target): string | null {
  if (target.kind === 'custom') return `customField:${target.name}`
  // Columns of a rank are the first or an additional one, by their order.
  const plain =
    target.kind === 'email' ||
    target.kind === 'phone' ||
    target.kind === 'addressPart' ||
    target.kind === 'dateAdded'
      ? { ...target, rank: 0 }
      : target
  return [...words].find(([, one]) => isDeepStrictEqual(one, plain))?.[0] ?? null
}

/** What a user says about columns, by their names as they came. */
export type Mapping = ReadonlyMap<string, Target>

/**
 * Reads a mapping: `{"Column": "firstName" | "customField:KEY" | "skip" …}`.
 * @throws InputError if it is not such a JSON object.
 */
export function parseMapping(text: string): Mapping {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    throw new InputError(`The mapping is not JSON: ${(error as Error).message}.`)
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new InputError('The mapping must be a JSON object: {"Column": "firstName"}.')
  return new Map(Object.entries(parsed).map(([column, word]) => [column, targetOf(column, word)]))
}

function targetOf(column: string, word: unknown): Target {
  if (typeof word === 'string' && word.startsWith('customField:')) {
    const name = word.slice('customField:'.length).trim()
    if (name !== '') return { kind: 'custom', name }
  }
  const target = typeof word === 'string' ? words.get(word) : undefined
  if (target === undefined)
    throw new InputError(
      `The mapping of ${JSON.stringify(column)} is unknown: it is customField:KEY or one of ${[...words.keys()].join(', ')}.`,
    )
  return target
}

/**
 * The targets of columns with those of the mapping in their places.
 * @throws InputError if the mapping names a column that the file does not have.
 */
export function withMapping(
  columns: readonly string[],
  guessed: readonly Target[],
  mapping: Mapping | undefined,
): Target[] {
  if (mapping === undefined) return [...guessed]
  const folded = new Map([...mapping].map(([column, target]) => [column.trim().toLowerCase(), target]))
  const present = new Set(columns.map((name) => name.toLowerCase()))
  const missing = [...mapping.keys()].filter((column) => !present.has(column.trim().toLowerCase()))
  if (missing.length > 0)
    throw new InputError(`The file has no column ${missing.map((name) => JSON.stringify(name)).join(', ')}.`)
  return columns.map((name, index) => folded.get(name.toLowerCase()) ?? guessed[index] ?? { kind: 'skip' })
}
