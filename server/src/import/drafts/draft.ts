import type { DndChannel, DndSettings, InboundDndSettings } from '../../api/contacts/dnd.ts'

/** The properties of a contact that a file gives as text, and that need no more than the checks of the API. */
export const plainFields = [
  'firstName',
  'lastName',
  'name',
  'companyName',
  'website',
  'source',
  'gender',
  'assignedTo',
] as const
export type PlainField = (typeof plainFields)[number]

export type AddressPart = 'street' | 'street2' | 'street3' | 'city' | 'state' | 'postalCode' | 'country'

/** An address, by its parts as they came. */
export type DraftAddress = Partial<Record<AddressPart, string>>

/** Several of one kind come in the order of rank, equal ones in the order of the file. */
export interface Ranked {
  text: string
  rank: number
}

/** A time of creation as it came, and the zone that its column names. */
interface DraftInstant extends Ranked {
  zone?: 'UTC' | undefined
}

/**
 * What a row says about a contact: taken apart and put together by its meaning, but not yet checked. Texts are
 * trimmed and not empty.
 */
export interface Draft {
  id?: string
  plain: Partial<Record<PlainField, string>>
  emails: Ranked[]
  phones: Ranked[]
  /** By rank: the first one is the contact's. */
  addresses: Map<number, DraftAddress>
  timezone?: string
  birthday?: string
  dateAdded: DraftInstant[]
  tags: string[]
  notes: string[]
  optOuts: Set<DndChannel | 'all'>
  dndSettings?: DndSettings
  inboundDndSettings?: InboundDndSettings
  /** By the name, key or id of the custom field. Several columns of a name give several values. */
  custom: Map<string, unknown[]>
  /** The names that the file itself gives to ids in `custom`, which only the location it is from knows. */
  namesById: Map<string, string>
  /** Whether texts are to be stored as they came. */
  isExact: boolean
  /** What is worth knowing and refuses nothing. */
  remarks: string[]
  /** Why the row is none that can be imported. */
  flaw?: string
}

/** The draft of a row that says nothing yet. */
export const newDraft = (): Draft => ({
  plain: {},
  emails: [],
  phones: [],
  addresses: new Map(),
  dateAdded: [],
  tags: [],
  notes: [],
  optOuts: new Set(),
  custom: new Map(),
  namesById: new Map(),
  isExact: false,
  remarks: [],
})

/** Adds a value of a custom field; a row may have several. @param name of the field. */
export function addCustom(draft: Draft, name: string, value: unknown): void {
  const values = draft.custom.get(name)
  if (values === undefined) draft.custom.set(name, [value])
  else values.push(value)
}

/** @param channel `inbound` for what the person sends. */
export function takeOptOut(draft: Draft, channel: DndChannel | 'all' | 'inbound'): void {
  if (channel === 'inbound') draft.inboundDndSettings = { all: { status: 'active' } }
  else draft.optOuts.add(channel)
}

/** The draft's address of a rank, which is added if it is missing. */
export function addressAt(draft: Draft, rank: number): DraftAddress {
  const known = draft.addresses.get(rank)
  if (known !== undefined) return known
  const address: DraftAddress = {}
  draft.addresses.set(rank, address)
  return address
}

/** A copy of the items, by their ranks. */
export const inOrder = <Item extends Ranked>(items: readonly Item[]): Item[] =>
  [...items].sort((a, b) => a.rank - b.rank)
