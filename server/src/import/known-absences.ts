import type { Address } from '../api/contacts/addresses/additional-addresses.ts'
import { emailAddress, phoneAddress } from '../api/contacts/addresses/additional-addresses.ts'
import { heldAmong } from '../api/contacts/addresses/address-store.ts'
import { contactIdsAmong } from '../api/contacts/contact-store.ts'
import { deletedAmong } from '../api/contacts/deleted-contact-store.ts'
import type { Clock } from '../lib/clock.ts'
import type { ReadTx } from '../storage/storage.ts'
import type { JudgedRow } from './judge-draft.ts'

/**
 * What no contact of a location has, of all that the rows of one transaction name: found out with a few statements
 * instead of several for each row. Valid within the transaction.
 */
export class KnownAbsences {
  readonly #keys: Set<string>
  readonly #elsewhere: ReadonlySet<string>

  private constructor(keys: Set<string>, elsewhere: ReadonlySet<string>) {
    this.#keys = keys
    this.#elsewhere = elsewhere
  }

  /**
   * @param ids those that the rows name or get.
   * @param elsewhere those among them that contacts of other locations have.
   */
  static async read(
    tx: ReadTx,
    clock: Clock,
    locationId: string,
    of: { rows: readonly JudgedRow[]; ids: readonly string[]; elsewhere: ReadonlySet<string> },
  ): Promise<KnownAbsences> {
    const { rows, ids, elsewhere } = of
    const addresses = rows.flatMap(addressesIn)
    const keys = new Set([...addresses.map(keyOf), ...ids.map(keyOfId)])
    for (const held of await heldAmong(tx, locationId, addresses)) keys.delete(keyOf(held))
    for (const id of await contactIdsAmong(tx, locationId, ids)) keys.delete(keyOfId(id))
    for (const id of await deletedAmong(tx, locationId, ids, clock)) keys.delete(keyOfId(id))
    return new KnownAbsences(keys, elsewhere)
  }

  /** Whether no contact has the address. */
  readonly hasAddress = (address: Address): boolean => this.#keys.has(keyOf(address))

  /** Whether no contact has the id, and none has had it lately. */
  hasId(id: string): boolean {
    return this.#keys.has(keyOfId(id))
  }

  /** Whether a contact of another location of the company has the id. */
  isElsewhere(id: string): boolean {
    return this.#elsewhere.has(id)
  }

  /** Call it once a row is written, with its ids. */
  forget(row: JudgedRow, ids: readonly string[]): void {
    for (const address of addressesIn(row)) this.#keys.delete(keyOf(address))
    for (const id of ids) this.#keys.delete(keyOfId(id))
  }
}

const addressesIn = ({ fields, additionalEmails, additionalPhones }: JudgedRow): Address[] => [
  ...[...(fields.email ? [fields.email] : []), ...additionalEmails].map(emailAddress),
  ...[...(fields.phone ? [fields.phone] : []), ...additionalPhones].map(phoneAddress),
]

const keyOf = ({ kind, value }: Address) => `${kind} ${value}`
const keyOfId = (id: string) => `id ${id}`
