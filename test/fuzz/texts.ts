import type { Random } from './random.ts'

/** Texts that often cause bugs: each is valid in any free text. */
export const oddTexts = [
  'vip',
  'Jane',
  ' spaced  out ',
  'Ωμέγας',
  'İstanbul',
  'Zoe\u0308',
  'שלום',
  '👩‍👩‍👧',
  '\u{1F600}',
  '赤い車',
  '__proto__',
  'constructor',
  'null',
  "Robert'); DROP TABLE contacts;--",
  '100% _a*?[b]\\',
  '"quoted"',
  '<b>bold</b>',
  '\u202Ebackwards',
  '\uFFFD\uFEFF',
  'line\nbreak\ttab',
  '0',
  '',
]

const searchFields =
  'id tags email phone dnd city firstNameLowerCase lastNameLowerCase companyName businessName dateAdded dateUpdated country assignedTo followers timezone type opportunities validEmail dndSettings.SMS.status additionalEmails activeWorkflows lastAppointment nowhere name status source monetary_value pipeline_id contact_name company_name date_added last_stage_change_date'
const operators = 'eq not_eq contains not_contains exists not_exists range nested'
const types =
  'TEXT LARGE_TEXT NUMERICAL MONETORY PHONE DATE RADIO SINGLE_OPTIONS CHECKBOX MULTIPLE_OPTIONS TEXTBOX_LIST EMAIL FILE_UPLOAD'

/** Texts that have a meaning for properties or parameters of that name. */
const named: Readonly<Record<string, (random: Random) => string>> = {
  email: (random) => `${random.pick(['p', 'P', 'ß'])}${random.int(0, 40)}@Example.com`,
  phone: (random) => `+1555000${String(random.int(0, 40)).padStart(4, '0')}`,
  number: (random) => `+1555000${String(random.int(0, 40)).padStart(4, '0')}`,
  additionalEmails: (random) => `p${random.int(0, 40)}@example.com`,
  additionalPhones: (random) => `+1555000${String(random.int(0, 40)).padStart(4, '0')}`,
  dateOfBirth: (random) => random.pick(['1990-09-25', '09/25/1990', '2000_02_29', '1969.12.31']),
  dueDate: (random) => random.pick(['2026-10-25T11:00:00Z', '2026-10-25', '2020-02-29T00:00:00.001+14:00']),
  startDate: (random) => random.pick(['2026-10-25T11:00:00Z', '2024-06-15']),
  date: (random) => random.pick(['06-16-2020', '02-29-2024']),
  endDate: (random) => random.pick(['2027-01-31', '12-31-2099']),
  startTime: () => '2026-07-16T11:00:00Z',
  endTime: () => '2026-07-16T12:00:00Z',
  eventStartTime: () => '2026-07-16T11:00:00+01:00',
  timezone: (random) => random.pick(['UTC', 'Europe/Berlin', 'America/Chihuahua']),
  country: (random) => random.pick(['US', 'DE', 'NO']),
  website: (random) => random.pick(['https://example.com', 'https://例え.jp/?q=ü']),
  color: (random) => random.pick(['#FFAA00', 'abc']),
  field: (random) => random.pick(searchFields.split(' ')),
  operator: (random) => random.pick(operators.split(' ')),
  scopes: (random) => random.pick(['contacts.write', 'users.readonly']),
  scopesAssignedToOnly: () => 'contacts.write',
  password: () => 'A long Passw0rd!',
  objectKey: () => 'business',
  fieldKey: (random) => `business.${random.pick(['size', 'Größe', 'vat id', '-'])}${random.int(0, 40)}`,
  dataType: (random) => random.pick(types.split(' ')),
  model: (random) => random.pick(['contact', 'all', 'opportunity']),
  limit: (random) => String(random.pick([1, 2, 20, 100])),
  skip: (random) => String(random.pick([0, 1, 20])),
  startAfter: (random) => random.pick(['1718546400000', '0']),
  order: (random) => random.pick(['asc', 'desc', 'added_asc', 'name_desc', 'value_asc']),
  q: (random) => random.pick(['p', 'ß', '+1555', 'vip']),
  getNotes: (random) => random.pick(['true', 'false']),
  getTasks: (random) => random.pick(['true', 'false']),
  getCalendarEvents: (random) => random.pick(['true', 'false']),
  deleteTwilioAccount: (random) => random.pick(['true', 'false']),
  tags: (random) => random.pick(['vip', 'VIP', 'neu', '新', ' spaced ', 'ÅÄÖ']),
  options: (random) => random.pick(['red', 'green', 'Größe']),
}

/** @returns undefined for names that accept any text. */
export const textNamed = (random: Random, name: string): string | undefined => named[name]?.(random)
