/**
 * HighLevel's bodies as classes of class-validator, after its OpenAPI files: the same properties in the same order,
 * with the decorators that their types mean. What contactd takes besides is here too (`companyName` of an update,
 * `options` of a custom field); lists of countries and languages are cut short.
 *
 * Prints the table: to each body of the file that is named, what the ValidationPipe answers; null where it is valid.
 */
require('reflect-metadata')
const { readFileSync } = require('node:fs')
const { ValidationPipe } = require('@nestjs/common')
const { Type } = require('class-transformer')
const {
  IsArray,
  IsBoolean,
  IsDateString,
  IsEmail,
  IsEnum,
  IsHexColor,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  IsUrl,
  ValidateNested,
} = require('class-validator')

/** A class of properties and their decorators, as they would stand above each property, the highest first. */
function dto(properties) {
  class Body {}
  for (const [name, decorators] of Object.entries(properties)) {
    for (const decorate of [...decorators].reverse()) decorate(Body.prototype, name)
  }
  return Body
}

const optional = (...decorators) => [IsOptional(), ...decorators]
const eachText = [IsArray(), IsString({ each: true })]
const eachFilledText = [IsArray(), IsNotEmpty({ each: true }), IsString({ each: true })]
const filled = [IsNotEmpty(), IsString()]
const email = [IsString(), IsEmail()]
const text = optional(IsString())
const flag = optional(IsBoolean())
const any = optional()
const nested = (body) => [ValidateNested(), Type(() => body)]
const eachNested = (body) => [IsArray(), ValidateNested({ each: true }), Type(() => body)]
const texts = (...names) => Object.fromEntries(names.map((name) => [name, text]))
const flags = (...names) => Object.fromEntries(names.map((name) => [name, flag]))

const country = optional(IsEnum(['US', 'DE', 'SE']))
const dndSetting = dto({ status: [IsEnum(['active', 'inactive', 'permanent'])], message: text, code: text })
const channels = ['Call', 'Email', 'SMS', 'WhatsApp', 'GMB', 'FB']
const dndSettings = dto(Object.fromEntries(channels.map((name) => [name, optional(...nested(dndSetting))])))
const inboundDnd = dto({ status: [IsEnum(['active', 'inactive'])], message: text })
const customField = dto({ id: text, key: text, field_value: any, fieldValue: any, value: any })

const names = { ...texts('firstName', 'lastName', 'name'), email: optional(...email) }
const rest = {
  ...texts('phone', 'address1', 'city', 'state', 'postalCode'),
  website: optional(IsString(), IsUrl()),
  timezone: text,
  dnd: flag,
  dndSettings: optional(...nested(dndSettings)),
  inboundDndSettings: optional(...nested(dto({ all: optional(...nested(inboundDnd)) }))),
  tags: optional(...eachText),
  customFields: optional(...eachNested(customField)),
  source: text,
  dateOfBirth: text,
  country,
  ...texts('companyName', 'assignedTo'),
}
const createContact = { ...names, locationId: filled, gender: text, ...rest }

const details = {
  ...texts('address', 'city', 'state'),
  country,
  ...texts('postalCode', 'website'),
  timezone: optional(IsNotEmpty(), IsString()),
  prospectInfo: optional(
    ...nested(dto({ firstName: filled, lastName: filled, email: [IsNotEmpty(), ...email] })),
  ),
  settings: optional(
    ...nested(
      dto(
        flags(
          'allowDuplicateContact',
          'allowDuplicateOpportunity',
          'allowFacebookNameMerge',
          'disableContactTimezone',
        ),
      ),
    ),
  ),
  social: optional(...nested(dto(texts('facebookUrl', 'googlePlus', 'linkedIn', 'foursquare', 'twitter')))),
  twilio: optional(...nested(dto({ sid: filled, authToken: filled }))),
  mailgun: optional(...nested(dto({ apiKey: filled, domain: filled }))),
}

const fields = {
  placeholder: text,
  acceptedFormat: optional(...eachFilledText),
  isMultipleFile: flag,
  maxNumberOfFiles: optional(IsInt()),
  textBoxListOptions: optional(...eachNested(dto(texts('id', 'label', 'prefillValue')))),
  position: optional(IsInt()),
  options: optional(...eachFilledText),
  model: optional(IsEnum(['contact', 'opportunity'])),
}

const credentials = texts('password', 'phone')
const userDetails = {
  permissions: optional(...nested(dto(flags('campaignsEnabled', 'campaignsReadOnly', 'contactsEnabled')))),
  scopes: optional(...eachText),
  scopesAssignedToOnly: optional(...eachText),
  profilePhoto: text,
  twilioPhone: optional(IsObject()),
  platformLanguage: optional(IsEnum(['en_US', 'es'])),
}
const type = IsEnum(['account', 'agency'])
const role = IsEnum(['admin', 'user'])

const bodies = {
  CreateContactDto: dto(createContact),
  UpdateContactDto: dto({ ...names, ...rest }),
  UpsertContactDto: dto({ ...createContact, createNewIfDuplicateAllowed: flag }),
  NotesDTO: dto({
    userId: text,
    body: filled,
    title: text,
    color: optional(IsString(), IsHexColor()),
    pinned: flag,
  }),
  UpdateNoteDTO: dto({
    userId: text,
    body: optional(...filled),
    title: text,
    color: optional(IsString(), IsHexColor()),
    pinned: flag,
  }),
  CreateTaskParams: dto({
    title: filled,
    body: text,
    dueDate: [...filled, IsDateString()],
    completed: [IsBoolean()],
    assignedTo: text,
  }),
  UpdateTaskBody: dto({
    title: optional(...filled),
    body: text,
    dueDate: optional(...filled, IsDateString()),
    completed: flag,
    assignedTo: text,
  }),
  UpdateTaskStatusParams: dto({ completed: [IsBoolean()] }),
  TagsDTO: dto({ tags: eachText }),
  FollowersDTO: dto({ followers: eachText }),
  UpdateTagsDTO: dto({ contacts: eachText, tags: eachText, locationId: filled, removeAllTags: flag }),
  SearchBodyV2DTO: dto({
    locationId: filled,
    pageLimit: [IsInt()],
    page: optional(IsInt()),
    searchAfter: optional(IsArray()),
    query: text,
    filters: optional(...eachNested(dto({ field: filled, operator: filled, value: any }))),
    sort: optional(...eachNested(dto({ field: filled, direction: [IsEnum(['asc', 'desc'])] }))),
  }),
  CreateLocationDto: dto({ name: filled, phone: text, companyId: filled, ...details, snapshotId: text }),
  UpdateLocationDto: dto({
    name: optional(...filled),
    phone: text,
    companyId: filled,
    ...details,
    snapshot: optional(...nested(dto({ id: filled, override: flag }))),
  }),
  tagBody: dto({ name: filled }),
  CreateCustomFieldsDTO: dto({ name: filled, dataType: [IsEnum(['TEXT', 'RADIO'])], ...fields }),
  UpdateCustomFieldsDTO: dto({ name: filled, ...fields }),
  customValuesDTO: dto({ name: filled, value: filled }),
  CreateUserDto: dto({
    companyId: filled,
    firstName: filled,
    lastName: filled,
    email: [IsNotEmpty(), ...email],
    ...credentials,
    type: [type],
    role: [role],
    locationIds: eachFilledText,
    ...userDetails,
  }),
  UpdateUserDto: dto({
    firstName: optional(...filled),
    lastName: optional(...filled),
    email: text,
    ...credentials,
    type: optional(type),
    role: optional(role),
    companyId: optional(...filled),
    locationIds: optional(...eachFilledText),
    ...userDetails,
  }),
  FilterByEmailDto: dto({ companyId: filled, emails: filled, deleted: flag, projection: text }),
  CreateBusinessDto: dto({
    name: filled,
    locationId: filled,
    phone: text,
    email: optional(...email),
    ...texts('website', 'address', 'city', 'postalCode', 'state', 'country', 'description'),
  }),
  UpdateBusinessDto: dto({
    name: optional(...filled),
    phone: text,
    email: optional(...email),
    ...texts('postalCode', 'website', 'address', 'state', 'city', 'country', 'description'),
  }),
}

const pipe = new ValidationPipe({
  whitelist: true,
  forbidNonWhitelisted: true,
  errorHttpStatusCode: 422,
  transform: true,
})

async function answerTo(name, body) {
  try {
    await pipe.transform(structuredClone(body), { type: 'body', metatype: bodies[name] })
    return null
  } catch (error) {
    return error.getResponse().message
  }
}

async function main() {
  const rows = []
  for (const [name, ...sent] of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
    for (const body of sent) rows.push([name, body, await answerTo(name, body)])
  }
  const versionOf = (name) => `${name} ${require(`${name}/package.json`).version}`
  console.log('{')
  console.log('  "madeBy": "test/sentences/make-table.sh > test/fixtures/sentences.json",')
  console.log(
    `  "versions": ${JSON.stringify(['class-validator', 'class-transformer', '@nestjs/common'].map(versionOf))},`,
  )
  console.log(`  "rows": [\n${rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n')}\n  ]\n}`)
}

void main()
