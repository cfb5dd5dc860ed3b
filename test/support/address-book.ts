/** A person's addresses in comparable form: emails in lower case, phones in E.164. */
export interface Person {
  id: string
  email?: string | undefined
  phone?: string | undefined
  emails: string[]
  phones: string[]
}

/** The addresses in a body. */
export interface AddressBody {
  email?: string | null
  phone?: string | null
}

/** The additional addresses in a body. */
export interface AdditionalBody {
  additionalEmails?: string[] | null
  additionalPhones?: string[] | null
}

/** The expected result of a request: the contact's new state, or the contact that already has an address. */
export type Outcome = { person: Person; isNew: boolean } | { duplicateOf: string }

/** The rules of addresses in their simplest form, on an array, to compare the server with. */
export class AddressBook {
  /** Oldest first. */
  readonly people: Person[] = []
  readonly #allowsDuplicates: boolean

  constructor(allowsDuplicates: boolean) {
    this.#allowsDuplicates = allowsDuplicates
  }

  create(body: AddressBody, id: string): Outcome {
    const person = changed({ id, emails: [], phones: [] }, body)
    const holder = this.#holderOfAny(addressesOf(person), id)
    if (holder) return { duplicateOf: holder.id }
    this.people.push(person)
    return { person, isNew: true }
  }

  update(before: Person, body: AddressBody & AdditionalBody): Outcome {
    const person = changed(before, body)
    const had = addressesOf(before)
    const added = addressesOf(person).filter((address) => !had.includes(address))
    const holder = this.#holderOfAny(added, before.id)
    if (holder) return { duplicateOf: holder.id }
    this.people[this.people.indexOf(before)] = person
    return { person, isNew: false }
  }

  upsert(body: AddressBody & { createNewIfDuplicateAllowed?: boolean }, newId: string): Outcome {
    const { createNewIfDuplicateAllowed, ...fields } = body
    const match = this.find(body)
    if (!match || (createNewIfDuplicateAllowed && this.#allowsDuplicates)) return this.create(fields, newId)
    const { email, phone } = body
    const left: AddressBody = { ...fields }
    const staysBeside = (address: string, beside: readonly string[]) =>
      beside.includes(address) || this.#isOnlyElsewhere(address, match)
    if (email && staysBeside(lower(email), match.emails)) delete left.email
    if (phone && staysBeside(phone, match.phones)) delete left.phone
    return this.update(match, left)
  }

  remove(person: Person): void {
    this.people.splice(this.people.indexOf(person), 1)
  }

  /** The person with an email or, if nobody has it, with a phone. */
  find({ email, phone }: AddressBody): Person | undefined {
    return (email ? this.#holderOf(lower(email)) : undefined) ?? (phone ? this.#holderOf(phone) : undefined)
  }

  #isOnlyElsewhere(address: string, person: Person): boolean {
    return !addressesOf(person).includes(address) && this.#holderOf(address, person.id) !== undefined
  }

  #holderOfAny(addresses: readonly string[], exceptId: string): Person | undefined {
    if (this.#allowsDuplicates) return undefined
    return addresses.map((address) => this.#holderOf(address, exceptId)).find((holder) => holder)
  }

  #holderOf(address: string, exceptId = ''): Person | undefined {
    const others = this.people.filter(({ id }) => id !== exceptId)
    return (
      others.find(({ email, phone }) => email === address || phone === address) ??
      others.find(({ emails, phones }) => emails.includes(address) || phones.includes(address))
    )
  }
}

const lower = (email: string) => email.toLowerCase()

const addressesOf = ({ email, emails, phone, phones }: Person): string[] =>
  [email, ...emails, phone, ...phones].filter((address) => address !== undefined)

function changed(before: Person, body: AddressBody & AdditionalBody): Person {
  const email = body.email === undefined ? before.email : (body.email ?? undefined)
  const phone = body.phone === undefined ? before.phone : (body.phone ?? undefined)
  const emails = body.additionalEmails === undefined ? before.emails : (body.additionalEmails ?? [])
  const phones = body.additionalPhones === undefined ? before.phones : (body.additionalPhones ?? [])
  const first = email === undefined ? undefined : lower(email)
  return {
    id: before.id,
    email: first,
    phone,
    emails: [...new Set(emails.map(lower))].filter((one) => one !== first),
    phones: [...new Set(phones)].filter((one) => one !== phone),
  }
}
