import {
  GHLAuthenticationError,
  GHLError,
  GHLForbiddenError,
  GHLNetworkError,
  GHLNotFoundError,
  GHLRateLimitError,
  GHLValidationError,
  HighLevel,
} from '@gohighlevel/api-client'
import { GHLError as GHLError2, HighLevel as HighLevel2 } from '@gohighlevel/api-client-2'
import { beforeAll, describe, expect, it } from 'vitest'
import { CommandLine } from '../support/command-line.ts'
import { type Program, startProgram } from '../support/program.ts'

const locationId = 've9EPM428h8vShlRW1KT'
const contactId = 'ocQHyuzHvysMo5N5VsXc'
const unknownId = 'aaaaaaaaaaaaaaaaaaaa'

/** 2.3.0 throws a GHLError for every status. */
const releases = [
  {
    release: '3.1.0',
    HighLevel,
    version: '2023-02-21',
    errors: {
      any: GHLError,
      401: GHLAuthenticationError,
      403: GHLForbiddenError,
      404: GHLNotFoundError,
      400: GHLValidationError,
      422: GHLValidationError,
      429: GHLRateLimitError,
      network: GHLNetworkError,
    },
  },
  {
    release: '2.3.0',
    // The tested calls take the same arguments in both.
    HighLevel: HighLevel2 as unknown as typeof HighLevel,
    version: '2021-07-28',
    errors: {
      any: GHLError2,
      401: GHLError2,
      403: GHLError2,
      404: GHLError2,
      400: GHLError2,
      422: GHLError2,
      429: GHLError2,
      network: GHLError2,
    },
  },
]

const commands = new CommandLine()
let program: Program
beforeAll(async () => {
  program = await startProgram({ demo: true, folder: commands.folder })
})

describe.each(releases)('the official SDK $release', ({ release, HighLevel, version, errors }) => {
  /** As in the README: a token, and the server's URL. */
  function connect(token = program.token, url = program.url): HighLevel {
    const highLevel = new HighLevel({ privateIntegrationToken: token, logLevel: 'none' })
    highLevel.getHttpClient().defaults.baseURL = url
    return highLevel
  }

  /** The error of a call that must fail. */
  async function errorOf(call: Promise<unknown>): Promise<GHLError> {
    const error = await call.then(
      () => new Error('The call succeeded.'),
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(errors.any)
    return error as GHLError
  }

  const email = `sdk-${release}@example.com`

  it(`sends Version ${version} and its token on its own`, async () => {
    const highLevel = connect()
    const sent: Record<string, unknown>[] = []
    highLevel.getHttpClient().interceptors.response.use((response) => {
      sent.push(response.config.headers.toJSON())
      return response
    })
    await highLevel.contacts.getContact({ contactId })
    expect(sent).toMatchObject([{ Version: version, Authorization: `Bearer ${program.token}` }])
  })

  it.each(['2021-07-28', '2021-04-15', '2023-02-21'])('works with Version %s', async (told) => {
    const answer = await connect().contacts.getContact({ contactId }, { headers: { Version: told } })
    expect(answer.contact).toMatchObject({ id: contactId })
  })

  it('creates, gets, updates and deletes a contact', async () => {
    const { contacts } = connect()
    const created = await contacts.createContact({
      locationId,
      firstName: 'Sam',
      lastName: 'Kit',
      email,
      dateOfBirth: '1990-09-25',
      tags: ['New'],
    } as Parameters<typeof contacts.createContact>[0])
    expect(created.contact).toMatchObject({
      name: 'Sam Kit',
      email,
      tags: ['new'],
      locationId,
      dateOfBirth: '1990-09-25T00:00:00.000Z',
    })
    const id = String(created.contact?.id)

    const updated = await contacts.updateContact({ contactId: id }, {
      lastName: 'Kitt',
      email: null,
    } as never)
    expect(updated).toMatchObject({ succeded: true, succeeded: true, contact: { name: 'Sam Kitt' } })
    expect(updated.contact).not.toHaveProperty('email')

    const got = await contacts.getContact({ contactId: id })
    expect(got.contact).toEqual(updated.contact)
    expect(got.contact).toMatchObject({ dateOfBirth: '1990-09-25' })

    expect(await contacts.deleteContact({ contactId: id })).toMatchObject({ succeded: true })
    const gone = await errorOf(contacts.getContact({ contactId: id }))
    expect(gone).toMatchObject({ statusCode: 400, message: `Contact not found for id:${id}` })
  })

  it('updates custom fields by key, and adds and removes tags', async () => {
    const { contacts } = connect()
    const nickname = `Nick of ${release}`
    const { contact } = await contacts.updateContact({ contactId }, {
      tags: ['one'],
      customFields: [{ key: 'nickname', field_value: nickname }],
    } as never)
    expect(contact).toMatchObject({
      tags: ['one'],
      customFields: expect.arrayContaining([{ id: expect.any(String), value: nickname }]),
    })

    expect(await contacts.addTags({ contactId }, { tags: ['Two', 'one', 'three'] })).toEqual({
      tags: ['one', 'two', 'three'],
      tagsAdded: ['two', 'three'],
    })
    // The SDK sends this DELETE with a JSON body.
    expect(await contacts.removeTags({ contactId }, { tags: ['one', 'four'] })).toEqual({
      tags: ['two', 'three'],
      tagsRemoved: ['one'],
    })
  })

  it('gets the location, its time zones, its users', async () => {
    const { locations, users } = connect()
    expect(await locations.getLocation({ locationId })).toMatchObject({
      location: { id: locationId, name: 'Demo Location', settings: { allowDuplicateContact: false } },
    })

    // 2.3.0 takes only options, and sends the location's placeholder unless they override it.
    const path = { locationId, url: `/locations/${locationId}/timezones` }
    const { timezones } = await locations.getTimezones(path)
    expect(timezones).toEqual(expect.arrayContaining(['America/Chihuahua', 'UTC']))

    const userId = 'y0BeYjuRIlDwsDcOHOJo'
    const listed = await users.getUserByLocation({ locationId })
    expect(listed.users).toMatchObject([
      { id: userId, name: 'Dana Demo', roles: { locationIds: [locationId] } },
    ])
    // In a list, a user also has the property `deleted`, which is false.
    const [first] = listed.users ?? []
    expect({ ...(await users.getUser({ userId })), deleted: false }).toEqual(first)
  })

  it('creates tags, and lists them with those of the contacts', async () => {
    const { locations, contacts } = connect()
    const name = `list ${release}`
    const { tag } = await locations.createTag({ locationId }, { name: name.toUpperCase() })
    expect(tag).toEqual({ id: expect.stringMatching(/^\w{20}$/), name, locationId })
    expect(await locations.getTagById({ locationId, tagId: String(tag?.id) })).toEqual({ tag })

    const ofContact = `contact ${release}`
    await contacts.addTags({ contactId }, { tags: [ofContact] })
    const { tags } = await locations.getLocationTags({ locationId })
    expect(tags).toContainEqual(tag)
    expect(tags?.map((each) => each.name)).toContain(ofContact)
  })

  it('creates, lists, gets, updates and deletes a custom field, with its values', async () => {
    const { locations, contacts } = connect()
    const made = await locations.createCustomField({ locationId }, {
      name: `Shoe size ${release}`,
      dataType: 'NUMERICAL',
    } as never)
    expect(made.customField).toMatchObject({ dataType: 'NUMERICAL', locationId, model: 'contact' })
    const id = String(made.customField?.id)
    expect(await locations.getCustomField({ locationId, id })).toEqual(made)
    const { customFields } = await locations.getCustomFields({ locationId, model: 'contact' })
    expect(customFields).toContainEqual(made.customField)

    const renamed = await locations.updateCustomField({ locationId, id }, { name: 'Shoes' } as never)
    expect(renamed.customField).toEqual({ ...made.customField, name: 'Shoes' })

    const withValue = { customFields: [{ id, field_value: 42 }] } as never
    const { contact } = await contacts.updateContact({ contactId }, withValue)
    expect(contact?.customFields).toContainEqual({ id, value: 42 })

    expect(await locations.deleteCustomField({ locationId, id })).toMatchObject({ succeded: true })
    const gone = await errorOf(locations.getCustomField({ locationId, id }))
    expect(gone.statusCode).toBe(400)
    const after = await contacts.getContact({ contactId })
    expect(after.contact?.customFields?.map((field) => field.id)).not.toContain(id)
  })

  it('uploads a file for a custom field, and downloads it', async () => {
    const highLevel = connect()
    const { customFields } = await highLevel.locations.getCustomFields({ locationId })
    const field = customFields?.find(({ dataType }) => dataType === 'FILE_UPLOAD')
    const form = new FormData()
    form.set('id', String(field?.id))
    form.set('maxFiles', '1')
    form.set(`${field?.id}_f31175d4-2b06-4fc6-b7bc-74cd814c68cb`, new Blob(['a contract']), 'contract.txt')
    const asForm = { headers: { 'Content-Type': 'multipart/form-data' } }
    const uploaded = await highLevel.locations.uploadFileCustomFields({ locationId }, form as never, asForm)
    const url = Object.values(uploaded.uploadedFiles ?? {})[0]
    expect(url).toMatch(/\/documents\/download\/\w{20}$/)

    const path = new URL(String(url)).pathname
    const { data } = await highLevel.request({ method: 'GET', url: path, responseType: 'text' })
    expect(data).toBe('a contract')
  })

  describe('throws, with the status and the body of the response,', () => {
    it('for an unknown contact', async () => {
      const error = await errorOf(connect().contacts.updateContact({ contactId: unknownId }, {}))
      expect(error).toBeInstanceOf(errors[400])
      expect(error.statusCode).toBe(400)
      expect(error.response).toEqual({
        message: `Contact not found for id:${unknownId}`,
        error: 'Bad Request',
        statusCode: 400,
      })
    })

    it('for an invalid body, with every violation in the message', async () => {
      const body = { email: 'none', locationId } as never
      const error = await errorOf(connect().contacts.updateContact({ contactId }, body))
      expect(error).toBeInstanceOf(errors[422])
      expect(error.statusCode).toBe(422)
      expect(error.response).toMatchObject({
        message: expect.arrayContaining(['property locationId should not exist', 'email must be an email']),
        error: 'Unprocessable Entity',
        statusCode: 422,
        traceId: expect.any(String),
      })
      expect(error.message).toContain('email must be an email')
    })

    it('for a duplicate, with the contact that has the email', async () => {
      const body = { email: 'jan@example.com' }
      const error = await errorOf(connect().contacts.updateContact({ contactId }, body as never))
      expect(error).toBeInstanceOf(errors[400])
      expect(error.message).toBe('This location does not allow duplicated contacts.')
      expect(error.response).toMatchObject({
        meta: { contactId: 'ocQHyuzHvuMOe5N5jjXF', matchingField: 'email' },
      })
    })

    it('for an unknown token', async () => {
      const stranger = connect('pit-00000000-0000-4000-8000-000000000000')
      const error = await errorOf(stranger.contacts.getContact({ contactId }))
      expect(error).toBeInstanceOf(errors[401])
      expect(error).toMatchObject({ statusCode: 401, message: 'Invalid Private Integration token' })
    })

    it('for a contact of another location', async () => {
      const { id } = await commands.json<{ id: string }>('location', 'create', '--name', `Other ${release}`)
      const { token } = await commands.json<{ token: string }>(
        ...['token', 'create', '--location', id, '--scopes', 'contacts.readonly,contacts.write'],
      )
      const error = await errorOf(
        connect(token).contacts.updateContact({ contactId }, { city: 'Elsewhere' } as never),
      )
      expect(error).toBeInstanceOf(errors[403])
      expect(error.response).toMatchObject({
        statusCode: 403,
        message: 'The token does not have access to this location.',
      })
    })

    it('for an unknown path', async () => {
      const error = await errorOf(connect().request({ method: 'GET', url: '/no/such/path' }))
      expect(error).toBeInstanceOf(errors[404])
      expect(error).toMatchObject({ statusCode: 404, message: 'Cannot GET /no/such/path' })
    })

    it('if the server is not reachable', async () => {
      const nobody = connect(program.token, 'http://127.0.0.1:1')
      expect(await errorOf(nobody.contacts.getContact({ contactId }))).toBeInstanceOf(errors.network)
    })
  })
})

describe('the official SDK 3.1.0 under --rate-limit highlevel', () => {
  it('reads the limits from the 429', async () => {
    const limited = await startProgram({ demo: true, args: ['--rate-limit', 'highlevel'] })
    const highLevel = new HighLevel({ privateIntegrationToken: limited.token, logLevel: 'none' })
    highLevel.getHttpClient().defaults.baseURL = limited.url

    let error: unknown
    // Twice the limit plus one: the window of ten seconds may end once meanwhile.
    for (let sent = 0; sent <= 200 && error === undefined; sent++) {
      error = await highLevel.contacts.getContact({ contactId }).then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
    }
    expect(error).toBeInstanceOf(GHLRateLimitError)
    const { statusCode, message, rateLimit } = error as GHLRateLimitError
    expect({ statusCode, message }).toEqual({ statusCode: 429, message: 'Too Many Requests' })
    expect(rateLimit).toMatchObject({
      scope: 'burst',
      intervalMs: 10_000,
      max: 100,
      remaining: 0,
      dailyLimit: 200_000,
    })
    expect(rateLimit?.dailyRemaining).toBeGreaterThanOrEqual(199_800)
    expect(rateLimit?.dailyResetMs).toBeLessThanOrEqual(24 * 60 * 60 * 1000)
    await limited.stop()
  })
})
