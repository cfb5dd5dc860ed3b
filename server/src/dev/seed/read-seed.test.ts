import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../../../test/support/program.ts'
import { openMemoryDatabase } from '../memory-database.ts'
import { SeedError } from './mistakes.ts'
import { readSeed } from './read-seed.ts'

const logger = pino({ level: 'silent' })

/** Reads a seed and fills a database with it. @returns the mistakes, without the name of the file. */
async function mistakesOf(text: string): Promise<string[]> {
  const file = join(temporaryFolder(), 'seed.yaml')
  writeFileSync(file, text)
  try {
    const database = await openMemoryDatabase(logger, await readSeed(file))
    await database.close()
    return []
  } catch (error) {
    if (!(error instanceof SeedError)) throw error
    const [, ...lines] = error.message.split('\n')
    return lines.map((line) => line.replace(`${file}:`, ''))
  }
}

it.each<[string, string, string[]]>([
  ['a form that is not YAML', 'locations:\n  - name: "A\n', ['3:1 Missing closing "quote']],
  ['an alias of nothing', 'locations: *a\n', ['1:12 Unresolved alias']],
  [
    'too many aliases',
    `a: &a [x, x, x, x, x, x, x, x, x]
${'bcdefgh'.replace(/./g, (name) => `${name}: &${name} [${`*${String.fromCharCode(name.charCodeAt(0) - 1)}, `.repeat(9)}]\n`)}`,
    ['1:1 Excessive alias count'],
  ],
  [
    'an item within itself',
    'locations: &a\n  - name: A\n    company: *a\n    id: *a\n',
    ['3:5 locations.0.company must be a string', '4:5 locations.0.id must be a string'],
  ],
  ['a key that occurs twice', 'locations:\n  - name: A\n    name: B\n', ['3:5 Map keys must be unique']],
  [
    'an indentation, without what follows from it',
    'locations:\n- name: A\n  name: B\n  contacts:\n  - firstName: A\n   email: b@example.com\n    phone: "1"\n',
    ['3:3 Map keys must be unique', '6:1 Sequence item without - indicator'],
  ],
  [
    'aliases of many values',
    `locations:\n  - &a\n    name: A\n    contacts: [${'{firstName: A},'.repeat(10_000)}]\n${'  - *a\n'.repeat(50)}`,
    ['1:1 the seed has more than 1000000 values'],
  ],
  [
    'texts that not every database stores',
    'locations:\n  - name: "A\\0"\n    tags: ["\\ud800"]\n',
    [
      '2:5 locations.0.name must be text without NUL characters and lone surrogates',
      '3:12 locations.0.tags.0 must be text without NUL characters and lone surrogates',
    ],
  ],
  ['a text', 'locations', ['1:1 a seed must be an object']],
  ['no location', 'companies: []\n', ['1:1 locations is missing']],
  [
    'unknown properties, values and missing ones, all at once',
    `locations:
  - name: A
    color: red
    country: USA
    timezone: Mars
    contacts:
      - firstName: Ada
        email: ada
        phone: 12125550100
      - tags: vip
    pipelines:
      - stages: []
    tokens: [pit-a]
`,
    [
      '3:5 locations.0.property color should not exist',
      '4:5 locations.0.country must be a valid enum value: not "USA"',
      '5:5 locations.0.timezone must be a valid IANA time-zone',
      '8:9 locations.0.contacts.0.email must be an email',
      '9:9 locations.0.contacts.0.phone must be a string: put it in quotes',
      '10:9 locations.0.contacts.1.tags must be an array',
      '12:9 locations.0.pipelines.0.stages must contain at least 1 elements',
      '12:9 locations.0.pipelines.0.name is missing',
      '13:14 locations.0.tokens.0 must be an object',
    ],
  ],
  [
    'references and ids',
    `companies:
  - name: Acme
locations:
  - id: same
    name: A
    company: Other
    tokens: [{ token: pit-1 }, { token: pit-1 }]
    customFields: [{ name: Shoe size, dataType: NUMERICAL }]
    pipelines: [{ name: Sales, stages: [{ name: New }] }]
    contacts:
      - id: c
        assignedTo: nobody@example.com
        customFields:
          - key: shoe_sise
            field_value: 1
          - key: contact.shoe_size
            field_value: 1
        notes: [{ body: a, userId: nobody }]
        tasks: [{ title: a, dueDate: '2030-01-01', assignedTo: nobody }]
        opportunities:
          - pipeline: Sale
          - pipeline: Sales
            stage: Old
            lostReason: Price
            customFields: [{ key: shoe_size, field_value: 1 }]
      - id: c
        firstName: Ada
  - id: same
    name: B
`,
    [
      '6:5 locations.0.company: the seed has no company "Other"',
      '7:34 locations.0.tokens.1.token: "pit-1" occurs twice',
      '12:9 locations.0.contacts.0.assignedTo: the location has no user "nobody@example.com"',
      '14:13 locations.0.contacts.0.customFields.0.key: the location has no custom field "shoe_sise" of contacts',
      '18:28 locations.0.contacts.0.notes.0.userId: the location has no user "nobody"',
      '19:52 locations.0.contacts.0.tasks.0.assignedTo: the location has no user "nobody"',
      '21:13 locations.0.contacts.0.opportunities.0.pipeline: the location has no pipeline "Sale"',
      '23:13 locations.0.contacts.0.opportunities.1.stage: the pipeline "Sales" has no stage "Old"',
      '24:13 locations.0.contacts.0.opportunities.1.lostReason: the location has no lost reason "Price"',
      '25:30 locations.0.contacts.0.opportunities.1.customFields.0.key: the location has no custom field "shoe_size" of opportunities',
      '26:9 locations.0.contacts.1.id: "c" occurs twice',
      '28:5 locations.1.id: "same" occurs twice',
    ],
  ],
  [
    'what the API would refuse',
    `locations:
  - name: A
    customFields: [{ name: Colour, dataType: RADIO, options: [Red] }]
    contacts:
      - email: ada@example.com
      - email: ada@example.com
      - phone: 'no phone'
      - firstName: Bea
        customFields:
          - key: colour
            field_value: Green
    users:
      - { name: Dana, email: dana@example.com }
      - { name: Dan, email: Dana@example.com }
`,
    [
      '6:9 locations.0.contacts.1: This location does not allow duplicated contacts. Another contact has the same email.',
      '7:9 locations.0.contacts.2: ',
      '10:13 locations.0.contacts.3.customFields.0: the value is not among the options of the custom field',
      '14:9 locations.0.users.1: The company has a user with the email Dana@example.com already.',
    ],
  ],
  [
    'what the API would refuse, together with mistakes of form, and none that follow from another',
    `locations:
  - name: A
    users:
      - { name: Dana, email: dana@example.com }
      - { name: Dan, email: Dana@example.com }
      - { name: Eve, email: eve }
    customFields:
      - { name: Colour, dataType: RADIO, options: [1] }
      - { name: Size, dataType: RADIO, options: [S] }
    contacts:
      - { firstName: Ada, email: ada }
      - { firstName: Bea, email: bea@example.com, assignedTo: Dana@example.com, followers: [eve] }
      - { firstName: Cy, email: bea@example.com, customFields: [{ key: colour, field_value: 1 }] }
      - { firstName: Di, customFields: [{ key: size, field_value: L }] }
  - name: B
    country: Germany
    contacts:
      - phone: 030 1234
`,
    [
      '5:9 locations.0.users.1: The company has a user with the email Dana@example.com already.',
      '6:22 locations.0.users.2.email must be an email',
      '8:42 locations.0.customFields.0.each value in options must be a string',
      '11:27 locations.0.contacts.0.email must be an email',
      '13:9 locations.0.contacts.2: This location does not allow duplicated contacts. Bea has the same email.',
      '14:41 locations.0.contacts.3.customFields.0: the value is not among the options of the custom field',
      '16:5 locations.1.country must be a valid enum value: not "Germany"',
    ],
  ],
  [
    'what a template, a membership, a folder, a business and a recurring task lack',
    `locations:
  - name: A
    customFieldFolders: [{ name: Sizes }]
    customFields: [{ name: Size, dataType: TEXT, model: opportunity, folder: Sizes }]
    campaigns: [{ name: Spring }]
    templates:
      - { name: One, type: sms, subject: Hi }
    contacts:
      - firstName: Ada
        business: Acme
        campaigns: [{ campaign: Autumn }, { campaign: Spring, dateUpdated: 2030-01-01 }]
        appointments: [{ title: Visit, startTime: '2030-01-02', endTime: '2030-01-01' }]
    recurringTasks:
      - title: Call
        contactIds: [ada@example.com]
        rruleOptions: { intervalType: daily, interval: 1, startDate: '2030-01-01', dueAfterSeconds: 60 }
`,
    [
      '4:70 locations.0.customFields.0.folder: the location has no folder "Sizes" for fields of the model opportunity',
      '7:9 locations.0.templates.0.body: a template of the type sms needs it',
      '7:33 locations.0.templates.0.subject: a template of the type sms has none',
      '10:9 locations.0.contacts.0.business: the location has no business "Acme"',
      '11:23 locations.0.contacts.0.campaigns.0.campaign: the location has no campaign "Autumn"',
      '11:63 locations.0.contacts.0.campaigns.1.dateUpdated: a membership that goes on has none',
      '12:24 locations.0.contacts.0.appointments.0: endTime must not be before startTime',
      '15:22 locations.0.recurringTasks.0.contactIds.0: the location has no contact "ada@example.com"',
    ],
  ],
  [
    'the values that are allowed, if they are few',
    'locations:\n  - name: A\n    customFields:\n      - { name: B, dataType: RADIO, model: lead }\n',
    [
      '4:37 locations.0.customFields.0.model must be a valid enum value: not "lead", but one of contact, opportunity',
    ],
  ],
  [
    'the scopes that there are not',
    'locations:\n  - name: A\n    tokens: [{ scopes: [contacts.readonly, contacts.wirte] }]\n',
    ['3:16 locations.0.tokens.0.each value in scopes must be a valid enum value: not "contacts.wirte", but'],
  ],
  [
    'JSON',
    '{\n\t"locations": [\n\t\t{ "name": "A",\n\t\t\t"apps": [] }\n\t],\n\t"apps": [{ "name": "B", "redirectUris": ["http://example.com/"] }]\n}',
    [
      '4:4 locations.0.property apps should not exist',
      '6:26 apps.0.each value in redirectUris must be an https URI',
    ],
  ],
  ['YAML of another place', 'locations:\n  - &a\n    name: A\n  - *a\n', []],
])('BR-618 names %s with line, column and path', async (_, text, expected) => {
  const mistakes = await mistakesOf(text)
  expect(mistakes.map((mistake, index) => mistake.slice(0, expected[index]?.length))).toEqual(expected)
})

it('BR-618 refuses a nesting that is too deep in one sentence', async () => {
  expect(await mistakesOf(`locations: ${'['.repeat(50_000)}`)).toEqual([
    expect.stringMatching(/^1:\d+ the seed is nested too deeply$/),
  ])
})

it('BR-618 names the file and counts the mistakes', async () => {
  const file = join(temporaryFolder(), 'seed.json')
  writeFileSync(file, '{"locations":[{"name":1},{"name":""}]}')
  await expect(readSeed(file)).rejects.toThrow(
    `${file} has 2 mistakes:\n${file}:1:16 locations.0.name must be a string: put it in quotes\n${file}:1:27 locations.1.name should not be empty`,
  )
  await expect(readSeed({ locations: [] })).rejects.toThrow(
    'the seed has a mistake:\nlocations must contain at least 1 elements',
  )
  await expect(readSeed('nowhere.yaml')).rejects.toThrow('There is no seed nowhere.yaml:')
  await expect(readSeed('/')).rejects.toThrow('/ is a folder, not a seed.')
})
