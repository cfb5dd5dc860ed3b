import type { DndChannel } from '../../api/contacts/dnd.ts'
import type { AddressPart, PlainField } from '../drafts/draft.ts'

/** How a cell tells that a person refused a channel. */
export type RefusalSign =
  /** The column asks for the refusal: `yes` refuses. */
  | 'yes'
  /** The column asks for the consent: `no` refuses. */
  | 'no'
  /** Any value refuses: the time of the refusal. */
  | 'filled'
  /** A word such as `Unsubscribed` refuses. */
  | 'word'

/** What a column means for a contact. */
export type Target =
  | { kind: 'skip' }
  | { kind: 'id' }
  | { kind: 'plain'; field: PlainField }
  /** A full name that counts if the columns of its parts are empty. */
  | { kind: 'fullName' }
  | { kind: 'email' | 'phone'; rank: number }
  | { kind: 'addressPart'; rank: number; part: AddressPart }
  | { kind: 'timezone' }
  | { kind: 'birthday' }
  | { kind: 'dateAdded'; rank: number; zone?: 'UTC' }
  | { kind: 'tags' }
  | { kind: 'note' }
  /** @property keptAs the custom field that has the value as well. */
  | { kind: 'optOut'; channel: DndChannel | 'all' | 'inbound'; sign: RefusalSign; keptAs?: string }
  /** Settings of Do Not Disturb as the API has them. */
  | { kind: 'settings'; field: 'dndSettings' | 'inboundDndSettings' }
  /** The list of custom fields that the API returns. */
  | { kind: 'customFields' }
  | { kind: 'custom'; name: string }
  /** The name or label of the value in the column with the same pair. */
  | { kind: 'label'; pair: string }
  | { kind: 'labelled'; pair: string; of: Target }
