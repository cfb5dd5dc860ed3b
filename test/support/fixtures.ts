import { createCompany } from '../../server/src/api/companies/create-company.ts'
import type { CustomField } from '../../server/src/api/custom-fields/custom-field.ts'
import { wordOfName } from '../../server/src/api/custom-fields/custom-field.ts'
import { insertCustomField } from '../../server/src/api/custom-fields/custom-field-store.ts'
import { insertLocation } from '../../server/src/api/locations/location-store.ts'
import { createTemplate } from '../../server/src/api/templates/create-template.ts'
import type { Template } from '../../server/src/api/templates/template.ts'
import { insertLocationUser, insertUser } from '../../server/src/api/users/user-store.ts'
import {
  createPrivateIntegrationToken,
  type NewToken,
} from '../../server/src/auth/private-integration-token.ts'
import { scopes as everyScope, type Scope } from '../../server/src/auth/scopes.ts'
import type { Clock } from '../../server/src/lib/clock.ts'
import type { Ids } from '../../server/src/lib/ids.ts'
import type { Storage } from '../../server/src/storage/storage.ts'

/** Creates objects in a store like contactd's commands, without running them. */
export class Fixtures {
  readonly #storage: Storage
  readonly #clock: Clock
  readonly #ids: Ids

  constructor({ storage, clock, ids }: { storage: Storage; clock: Clock; ids: Ids }) {
    this.#storage = storage
    this.#clock = clock
    this.#ids = ids
  }

  /** @returns the id. */
  async company(name = 'Acme Agency'): Promise<string> {
    const { id } = await this.#storage.write(
      (tx) => createCompany(tx, { clock: this.#clock, ids: this.#ids }, { name }),
      'database',
    )
    return id
  }

  /** @returns the id. */
  async location(
    companyId: string,
    options: { name?: string; country?: string; timezone?: string; allowDuplicateContact?: boolean } = {},
  ): Promise<string> {
    const id = this.#ids.next()
    const { name = 'Main', country = 'US', timezone = 'America/New_York', allowDuplicateContact } = options
    await this.#storage.write(
      (tx) =>
        tx.run(insertLocation, {
          id,
          companyId,
          name,
          country,
          timezone,
          allowDuplicateContact: allowDuplicateContact ? 1 : 0,
          dateAdded: this.#clock.now(),
        }),
      'database',
    )
    return id
  }

  /** @returns the id of a user of the location. */
  async user(companyId: string, locationId: string, name = 'Una User'): Promise<string> {
    const id = this.#ids.next()
    const email = `${id}@example.com`
    await this.#storage.write(async (tx) => {
      await tx.run(insertUser, {
        id,
        companyId,
        name,
        email,
        emailLowerCase: email.toLowerCase(),
        role: 'user',
        type: 'account',
        dateAdded: this.#clock.now(),
      })
      await tx.run(insertLocationUser, { locationId, userId: id })
    }, 'database')
    return id
  }

  /** A token of a location, or of the company if none is named; with every scope by default. */
  token(spec: { companyId: string; locationId?: string; scopes?: readonly Scope[] }): Promise<NewToken> {
    const { companyId, locationId, scopes = everyScope } = spec
    return this.#storage.write(
      (tx) =>
        createPrivateIntegrationToken(
          tx,
          { clock: this.#clock, ids: this.#ids },
          { companyId, ...(locationId !== undefined && { locationId }), name: 'test', scopes },
        ),
      'database',
    )
  }

  /** Creates a template for SMS. @param text its name and its body. */
  template(locationId: string, text = 'Welcome'): Promise<Template> {
    const spec = { name: text, type: 'sms', body: text } as const
    return this.#storage.write(
      (tx) => createTemplate(tx, { clock: this.#clock, ids: this.#ids }, locationId, spec),
      'database',
    )
  }

  /** Creates a custom field with default properties. */
  async customField(
    locationId: string,
    spec: Partial<CustomField> & Pick<CustomField, 'dataType'>,
  ): Promise<CustomField> {
    const name = spec.name ?? `My ${spec.dataType}`
    const field: CustomField = {
      id: this.#ids.next(),
      name,
      fieldKey: `contact.${wordOfName(name)}`,
      placeholder: '',
      position: 0,
      locationId,
      model: 'contact',
      ...spec,
    }
    await this.#storage.write(
      (tx) =>
        tx.run(insertCustomField, {
          locationId,
          id: field.id,
          fieldKey: field.fieldKey,
          position: field.position,
          document: JSON.stringify(field),
          dateAdded: this.#clock.now(),
        }),
      'database',
    )
    return field
  }
}
