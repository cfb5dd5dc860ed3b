import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { api } from '../../../../test/support/dev-client.ts'
import { devPlaces, newDevDatabase } from '../../../../test/support/dev-databases.ts'
import type { RequestSchema } from '../../http/violations.ts'
import type { Contactd } from '../contactd.ts'
import { startContactd } from '../start-contactd.ts'
import { type Seed, seedBody } from './seed-schema.ts'

const seedFile = new URL('./whole-seed.yaml', import.meta.url)
const wholeSeed = () => parse(readFileSync(seedFile, 'utf8')) as Seed

const place = '/locations/location-one'
const contact = '/contacts/contact-one'

/** What the API answers to the paths of the whole seed. */
const expected: [path: string, answer: object][] = [
  [
    '/_contactd/webhooks',
    {
      webhooks: [
        {
          id: 'webhook-one',
          dateAdded: '2024-02-16T00:00:00.000Z',
          url: 'http://127.0.0.1:9/webhook',
          events: ['ContactCreate', 'NoteCreate'],
          undelivered: 0,
        },
      ],
    },
  ],
  [
    place,
    {
      location: {
        id: 'location-one',
        companyId: 'company-one',
        name: 'Acme Denver',
        phone: '+13035550100',
        address: '2 Main St',
        city: 'Denver',
        state: 'CO',
        country: 'GB',
        postalCode: '80203',
        website: 'https://denver.example.com',
        timezone: 'America/Denver',
        firstName: 'Pat',
        lastName: 'Prospect',
        email: 'pat@example.com',
        settings: {
          allowDuplicateContact: false,
          allowDuplicateOpportunity: true,
          allowFacebookNameMerge: true,
          disableContactTimezone: true,
          contactUniqueIdentifiers: ['phone', 'email'],
        },
        social: { facebookUrl: 'https://facebook.example.com', googlePlacesId: 'places' },
      },
    },
  ],
  [
    '/users/?locationId=location-one',
    {
      users: [
        {
          id: 'user-dana',
          name: 'Dana Diaz',
          email: 'dana@example.com',
          phone: '+13035550111',
          permissions: { campaignsEnabled: false, contactsEnabled: true },
          scopes: ['contacts.write'],
          scopesAssignedToOnly: ['opportunities.write'],
          profilePhoto: 'https://example.com/dana.png',
          platformLanguage: 'es',
          roles: { type: 'account', role: 'admin', locationIds: ['location-one'] },
        },
        { id: 'user-omar', roles: { type: 'agency', role: 'admin' } },
      ],
    },
  ],
  [
    `${place}/customFields?model=all`,
    {
      customFields: expect.arrayContaining([
        expect.objectContaining({
          id: 'field-size',
          dateAdded: '2024-01-04T00:00:00.000Z',
          fieldKey: 'contact.shoe_size',
          placeholder: '39',
          description: 'In European sizes',
          showInForms: true,
          parentId: 'folder-sizes',
        }),
        expect.objectContaining({ id: 'field-colour', position: 1, picklistOptions: ['Red', 'Green'] }),
        expect.objectContaining({
          id: 'field-files',
          acceptedFormat: ['.pdf'],
          isMultiFileAllowed: true,
          maxFileLimit: 2,
        }),
        expect.objectContaining({
          id: 'field-lines',
          picklistOptions: [{ id: expect.any(String), label: 'First', prefillValue: 'one' }],
        }),
        expect.objectContaining({
          id: 'field-delivery',
          fieldKey: 'opportunity.by',
          parentId: 'folder-deals',
        }),
      ]),
    },
  ],
  [
    `${place}/customFields/search?documentType=folder`,
    { customFieldFolders: [{ name: 'Sizes', dateAdded: '2024-01-02T00:00:00.000Z' }] },
  ],
  [
    '/custom-fields/object-key/business?locationId=location-one',
    {
      fields: [
        {
          id: 'field-industry',
          name: 'Industry',
          description: 'What they do',
          placeholder: 'Shoes',
          showInForms: false,
          dataType: 'RADIO',
          fieldKey: 'business.industry',
          options: [{ key: 'shoes', label: 'Shoes', url: 'https://example.com/shoes.png' }],
          allowCustomOption: true,
          parentId: 'folder-firms',
          dateAdded: '2024-01-05T00:00:00.000Z',
        },
        { id: 'field-logo', acceptedFormats: '.png', maxFileLimit: 1 },
      ],
      folders: [{ id: 'folder-firms', name: 'Firms', dateAdded: '2024-01-03T00:00:00.000Z' }],
    },
  ],
  [`${place}/customValues`, { customValues: [{ id: 'value-hours', name: 'Hours', value: '9 to 5' }] }],
  [
    `${place}/tags`,
    { tags: [{ name: 'new tag' }, { id: 'tag-returning', name: 'returning' }, { name: 'vip' }] },
  ],
  [
    '/opportunities/pipelines?locationId=location-one',
    {
      pipelines: [
        {
          id: 'sales',
          stages: [
            { id: 'stage-new', name: 'New' },
            { id: 'stage-offer', name: 'Offer' },
          ],
        },
        { id: 'service', stages: [{ id: 'stage-open', name: 'Open' }] },
      ],
    },
  ],
  [
    '/opportunities/lost-reason?locationId=location-one',
    { lostReasons: [{ id: 'price', name: 'Price', createdAt: '2024-01-06T00:00:00.000Z' }] },
  ],
  [
    '/businesses/business-one',
    {
      business: {
        id: 'business-one',
        createdAt: '2024-01-07T00:00:00.000Z',
        updatedAt: '2024-01-08T00:00:00.000Z',
        name: 'Shoes Ltd',
        phone: '+442079460000',
        email: 'shoes@example.com',
        website: 'https://shoes.example.com',
        address: '3 High St',
        city: 'London',
        postalCode: 'N1',
        state: 'London',
        country: 'GB',
        description: 'Makes shoes',
      },
    },
  ],
  [
    '/contacts/business/business-one?locationId=location-one',
    { contacts: [{ id: 'contact-one' }], count: 1 },
  ],
  [
    '/campaigns/?locationId=location-one',
    {
      campaigns: [
        { id: 'campaign-spring', name: 'Spring', status: 'draft' },
        { id: 'campaign-autumn', name: 'Autumn', status: 'published' },
      ],
    },
  ],
  [
    '/_contactd/campaigns?locationId=location-one&contactId=contact-one',
    {
      campaigns: [
        {
          id: 'campaign-spring',
          dateAdded: '2024-01-09T00:00:00.000Z',
          membership: {
            status: 'removed',
            dateAdded: '2024-02-09T00:00:00.000Z',
            dateUpdated: '2024-02-10T00:00:00.000Z',
          },
        },
        {
          id: 'campaign-autumn',
          dateAdded: '2024-01-10T00:00:00.000Z',
          membership: { status: 'added', dateAdded: '2024-02-11T00:00:00.000Z' },
        },
      ],
    },
  ],
  [
    '/_contactd/workflows?locationId=location-one&contactId=contact-one',
    {
      workflows: [
        {
          id: 'workflow-welcome',
          status: 'published',
          dateAdded: '2024-01-11T00:00:00.000Z',
          membership: {
            status: 'finished',
            eventStartTime: '2030-01-02T23:00:00.000Z',
            dateAdded: '2024-02-12T00:00:00.000Z',
            dateUpdated: '2024-02-13T00:00:00.000Z',
          },
        },
        {
          id: 'workflow-visit',
          dateAdded: '2024-01-12T00:00:00.000Z',
          membership: { status: 'active', dateAdded: '2024-02-14T00:00:00.000Z' },
        },
      ],
    },
  ],
  [
    `${place}/templates?originId=location-one`,
    {
      templates: [
        {
          id: 'template-sms',
          name: 'Hello',
          type: 'sms',
          template: { body: 'Hello!' },
          dateAdded: '2024-01-13T00:00:00.000Z',
        },
      ],
    },
  ],
  [
    `${place}/templates?originId=location-one&deleted=true`,
    {
      templates: [
        {
          id: 'template-email',
          template: { subject: 'Goodbye', html: '<p>Bye</p>' },
          dateAdded: '2024-01-14T00:00:00.000Z',
        },
      ],
    },
  ],
  [
    contact,
    {
      contact: {
        id: 'contact-one',
        dateAdded: '2024-02-01T00:00:00.000Z',
        dateUpdated: '2024-02-02T00:00:00.000Z',
        name: 'Ada Lovelace',
        email: 'ada@example.com',
        gender: 'female',
        phone: '+442079460018',
        address1: '4 High St',
        city: 'London',
        state: 'London',
        postalCode: 'N2',
        website: 'https://ada.example.com',
        timezone: 'Europe/London',
        dnd: false,
        dndSettings: {
          Call: { status: 'active', message: 'No calls', code: '103' },
          FB: { status: 'inactive', message: 'Fine', code: '0' },
        },
        inboundDndSettings: { all: { status: 'inactive', message: 'none' } },
        tags: ['vip', 'new tag'],
        customFields: [
          { id: 'field-size', value: 39 },
          { id: 'field-colour', value: 'Red' },
        ],
        source: 'seed',
        dateOfBirth: '1815-12-10',
        country: 'GB',
        companyName: 'Engines',
        additionalEmails: [{ email: 'ada@work.example.com' }, { email: 'ada@home.example.com' }],
        additionalPhones: [{ phone: '+442079460019', phoneLabel: 'Work' }],
        assignedTo: 'user-dana',
        businessId: 'business-one',
        followers: ['user-omar', 'user-dana'],
      },
    },
  ],
  ['/contacts/contact-two', { contact: { name: 'Bea Berg', firstName: 'Bea' } }],
  [
    `${contact}/notes`,
    {
      notes: [
        {
          id: 'note-one',
          dateAdded: '2024-02-03T00:00:00.000Z',
          userId: 'user-dana',
          body: 'Met.',
          title: 'Fair',
          color: '#FFAA00',
          pinned: true,
        },
      ],
    },
  ],
  [
    `${contact}/tasks`,
    {
      tasks: [
        {
          id: 'task-one',
          title: 'Call',
          body: 'By phone',
          dueDate: '2030-01-01T00:00:00.000Z',
          completed: true,
          assignedTo: 'user-omar',
        },
      ],
    },
  ],
  [
    `${contact}/appointments`,
    {
      events: [
        {
          id: 'appointment-one',
          dateAdded: '2024-02-03 17:00:00',
          title: 'Visit',
          startTime: '2030-01-02 11:00:00',
          endTime: '2030-01-02 12:00:00',
          appointmentStatus: 'showed',
          calendarId: 'calendar',
          groupId: 'group',
          assignedUserId: 'user-dana',
          notes: 'Bring shoes',
          address: '5 High St',
        },
      ],
    },
  ],
  [
    'v3 /opportunities/opportunity-one',
    {
      opportunity: {
        id: 'opportunity-one',
        contactId: 'contact-one',
        createdAt: '2024-02-05T00:00:00.000Z',
        updatedAt: '2024-02-08T00:00:00.000Z',
        lastStatusChangeAt: '2024-02-07T00:00:00.000Z',
        lastStageChangeAt: '2024-02-06T00:00:00.000Z',
        name: 'Order',
        pipelineId: 'sales',
        pipelineStageId: 'stage-offer',
        status: 'lost',
        lostReasonId: 'price',
        monetaryValue: 220,
        forecastExpectedCloseDate: expect.stringContaining('2030-04-23'),
        forecastProbability: 20,
        assignedTo: 'user-dana',
        followers: ['user-omar'],
        customFields: [{ id: 'field-delivery', fieldValue: 'By bike' }],
        source: 'form',
      },
    },
  ],
  [
    '/opportunities/opportunity-two',
    { opportunity: { name: 'Ada Lovelace', status: 'open', pipelineStageId: 'stage-open' } },
  ],
  [
    `${place}/recurring-tasks/recurring-one`,
    {
      recurringTask: {
        id: 'recurring-one',
        createdAt: '2024-02-15T00:00:00.000Z',
        title: 'Call back',
        description: 'By phone',
        contactId: 'contact-one',
        assignedTo: 'user-dana',
        totalOccurrence: 0,
        rruleOptions: {
          intervalType: 'yearly',
          interval: 2,
          startDate: '2090-01-01T00:00:00Z',
          endDate: '2095-01-01T00:00:00Z',
          dayOfMonth: 2,
          dayOfWeek: 'MO',
          monthOfYear: 3,
          count: 4,
          createTaskIfOverDue: true,
          dueAfterSeconds: 60,
        },
      },
    },
  ],
]

/** @param path after `v3 ` for that version. */
async function answerTo(contactd: Pick<Contactd, 'url' | 'token'>, path: string): Promise<unknown> {
  const [url = '', version = '2021-07-28'] = path.split(' ').toReversed()
  const { body } = await api(contactd, 'GET', url, undefined, { version })
  const { traceId: _, ...answer } = body
  return answer
}

describe.each(devPlaces)('BR-619 a seed with everything in it, %s', (where) => {
  it('is what the API answers', { timeout: 120_000 }, async () => {
    const database = await newDevDatabase(where)
    const contactd = await startContactd({ seed: wholeSeed(), database: database.url })
    for (const [path, answer] of expected)
      expect
        .soft({ path, ...((await answerTo(contactd, path)) as object) })
        .toMatchObject({ path, ...answer })
    const ofCompany = { ...contactd, token: 'pit-company' }
    const [{ tokens: _, ...profile } = {}] = wholeSeed().companies ?? []
    expect(await answerTo(ofCompany, '/companies/company-one')).toMatchObject({ company: profile })
    const permissions = ['calendar', 'crm']
    expect(await answerTo(ofCompany, `v3 ${place}/permissions`)).toEqual({ permissions })
    await contactd.close()
    await database.drop()
  })
})

it('BR-619 has every property of the schema', () => {
  expect(missing(seedBody as object as RequestSchema, [wholeSeed()])).toEqual([])
})

/** The paths of properties that none of the items has. */
function missing(schema: RequestSchema, items: readonly unknown[], path = ''): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const at = `${path}.${name}`
    const values = items.flatMap((item) => (item as Record<string, unknown>)[name] ?? [])
    // The properties of a value of a custom field are other names of the same; permissions are many alike.
    const isOne = (at.includes('.contacts.') && name === 'customFields') || at.endsWith('.users.permissions')
    if (values.length > 0 && isOne) return []
    return values.length === 0 ? [at] : missing(property.items ?? property, values, at)
  })
}

it('BR-619 the same ids, tokens and dates at each start, for everything in a seed', {
  timeout: 60_000,
}, async () => {
  const seed = bare(wholeSeed()) as Seed
  const contents = []
  for (const _ of [1, 2]) {
    const contactd = await startContactd({ seed })
    const { locationId, contactId } = contactd
    const paths = [...new Set(expected.map(([path]) => path))]
      .map((path) => path.replaceAll('location-one', locationId).replaceAll('contact-one', contactId))
      .filter((path) => !path.includes('-one'))
    contents.push([locationId, contactId, await Promise.all(paths.map((path) => answerTo(contactd, path)))])
    await contactd.close()
  }
  expect(contents[0]).toEqual(contents[1])
})

/** A seed without ids and dates: those of its own items, not of the rows and options in them. */
function bare(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(bare)
  if (typeof node !== 'object' || node === null) return node
  const named = node as Record<string, unknown>
  const dates = ['dateAdded', 'dateUpdated', 'lastStatusChangeAt', 'lastStageChangeAt']
  const own = Object.entries(named).filter(([name]) => name !== 'id' && !dates.includes(name))
  const isValue = 'value' in named && !('name' in named)
  return Object.fromEntries(
    (isValue ? Object.entries(named) : own).map(([name, value]) => [name, bare(value)]),
  )
}
