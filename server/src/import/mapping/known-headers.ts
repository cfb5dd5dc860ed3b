import type { DndChannel } from '../../api/contacts/dnd.ts'
import type { AddressPart, PlainField } from '../drafts/draft.ts'
import type { RefusalSign, Target } from './target.ts'

/** Headers of exports, as `headerKey` makes them, between bars. */
const plain: Readonly<Record<PlainField, string>> = {
  firstName:
    'first name|firstname|given name|fname|forename|vorname|prénom|prenom|nombre|nome|voornaam|invitee first name|person first name|name first',
  lastName:
    'last name|lastname|family name|surname|lname|nachname|familienname|nom|nom de famille|apellido|apellidos|cognome|achternaam|invitee last name|person last name|name last',
  name: '',
  companyName:
    'company|company name|business name|organization|organization name|organisation|organisation name|account name|firma|unternehmen|société|entreprise|empresa|azienda|bedrijf|default address company|associated company|associated company primary|person organization',
  website:
    'website|web site|website url|web page|webpage|url|homepage|home page|personal web page|webseite|page web|sitio web|sito web|business website',
  source: 'source|contact source|lead source|original source|campaign name|quelle|origen',
  gender: 'gender|geschlecht',
  assignedTo: 'assigned to',
}

const fullNames =
  'name|full name|fullname|display name|contact name|customer name|client name|person name|invitee name|full_name|what is your name|your name|your full name|vollständiger name|nom complet|nombre completo'

/** Of each rank: the best first. */
const emails = [
  'email|email address|primary email|contact email|emailaddress|mail|email work|email adresse|adresse email|adresse de messagerie|correo|correo electrónico|invitee email|person email|customer email|your email|what is your email|what is your email address',
  'email 2|email 2 address|email 2 adresse|adresse de messagerie 2|secondary email|person email work|work email|business email',
  'email 3|email 3 address|adresse de messagerie 3|person email home|home email|personal email',
  'person email other|other email|additional email|additional emails',
]

const phones = [
  'phone|phone number|primary phone number|contact phone|phone number recommended|telefon|telefonnummer|téléphone|telephone|tel|teléfono|número de teléfono|sms|text reminder number|your phone|your phone number|what is your phone number|customer phone|person phone|whatsapp|whatsapp number',
  'mobile|mobile phone|mobile number|mobile phone number|cell|cell phone|mobiltelefon|handy|mobil|téléphone mobile|tél mobile|móvil|person phone mobile',
  'mobile phone 2|mobiltelefon 2',
  'business phone|work phone|telefon geschäftlich|téléphone bureau|person phone work|office phone',
  'business phone 2|telefon geschäftlich 2|téléphone 2 bureau|person phone 2',
  'home phone|telefon privat|téléphone domicile|person phone home',
  'home phone 2|telefon privat 2|téléphone 2 domicile',
  'primary phone|haupttelefon|téléphone principal',
  'company main phone|telefon firma|téléphone société',
  'default address phone|secondary phone number|other phone|weiteres telefon|autre téléphone|person phone other|car phone|autotelefon|additional phone|additional phones',
]

const addressWords: Readonly<Record<AddressPart, string>> = {
  street:
    'address|address 1|street|street address|street address 1|address line 1|mailing street|straße|strasse|anschrift|adresse|rue|calle|dirección|default address address 1|address 1 street|your address please|your address|street 1',
  street2:
    'address 2|address line 2|street 2|street address 2|default address address 2|address 1 extended address|apartment|suite',
  street3: 'street 3|address line 3|address 1 po box',
  city: 'city|town|ort|stadt|wohnort|ville|ciudad|città|plaats|default address city|mailing city|address 1 city',
  state:
    'state|region|province|state region|province code|default address province code|mailing state|bundesland|provincia|address 1 region',
  postalCode:
    'postal code|postalcode|zip|zip code|zipcode|postcode|plz|postleitzahl|code postal|código postal|cap|default address zip|mailing zip|address 1 postal code',
  country:
    'country|country region|country code|default address country code|land|pays|país|paese|mailing country|address 1 country',
}

/** Outlook's addresses: business before home before other. */
const outlookAddresses: readonly (readonly Readonly<Record<string, AddressPart>>[])[] = [
  [
    {
      'business street': 'street',
      'business street 2': 'street2',
      'business street 3': 'street3',
      'business city': 'city',
      'business state': 'state',
      'business postal code': 'postalCode',
      'business country region': 'country',
      'business country': 'country',
    },
    {
      'straße geschäftlich': 'street',
      'straße geschäftlich 2': 'street2',
      'straße geschäftlich 3': 'street3',
      'ort geschäftlich': 'city',
      'region geschäftlich': 'state',
      'postleitzahl geschäftlich': 'postalCode',
      'land region geschäftlich': 'country',
    },
    {
      'rue bureau': 'street',
      'rue bureau 2': 'street2',
      'rue bureau 3': 'street3',
      'ville bureau': 'city',
      'dép région bureau': 'state',
      'code postal bureau': 'postalCode',
      'pays région bureau': 'country',
    },
  ],
  [
    {
      'home street': 'street',
      'home street 2': 'street2',
      'home street 3': 'street3',
      'home city': 'city',
      'home state': 'state',
      'home postal code': 'postalCode',
      'home country region': 'country',
      'home country': 'country',
    },
    {
      'straße privat': 'street',
      'straße privat 2': 'street2',
      'straße privat 3': 'street3',
      'ort privat': 'city',
      'bundesland kanton privat': 'state',
      'postleitzahl privat': 'postalCode',
      'land region privat': 'country',
    },
    {
      'rue domicile': 'street',
      'ville domicile': 'city',
      'dép région domicile': 'state',
      'code postal domicile': 'postalCode',
      'pays région domicile': 'country',
    },
  ],
  [
    {
      'other street': 'street',
      'other street 2': 'street2',
      'other street 3': 'street3',
      'other city': 'city',
      'other state': 'state',
      'other postal code': 'postalCode',
      'other country region': 'country',
      'other country': 'country',
    },
    {
      'weitere straße': 'street',
      'weitere straße 2': 'street2',
      'weitere straße 3': 'street3',
      'weiterer ort': 'city',
      'weiteres r bundesland kanton': 'state',
      'weitere postleitzahl': 'postalCode',
      'weiteres e land region': 'country',
    },
  ],
]

const birthdays =
  'birthday|date of birth|birth date|birthdate|dob|geburtstag|geburtsdatum|anniversaire|date de naissance|fecha de nacimiento|cumpleaños|data di nascita'

/** Of each rank. */
const created = [
  'created|created at|create date|date created|date added|created time|creation date|date created|signup date|added time|erstellt|fecha de creación',
  'confirm time',
  'submit date utc|created utc|created at utc|created at utc 0',
  'stage date utc',
  'start date utc',
]
/** Those without a zone of their own are in UTC. */
const inUtc = /utc|^confirm time$|^optin time$/

const tags =
  'tags|tag|labels|label|group membership|categories|category|kategorien|stichwörter|catégories|etiquetas|groups'
const notes = 'notes|note|memo|comments|comment|notizen|notiz|bemerkungen|remarques|notas|description'
const zones = 'time zone|timezone|zeitzone|fuseau horaire|zona horaria|invitee time zone'

const refusals: readonly (readonly [DndChannel | 'all' | 'inbound', RefusalSign, string])[] = [
  ['inbound', 'yes', 'inbound dnd|dnd inbound'],
  ['all', 'yes', 'dnd|do not disturb|do not contact|opted out|opt out'],
  [
    'Email',
    'yes',
    'email opt out|email opted out|do not email|unsubscribed from all email|unsubscribed|email blacklisted|email optout|dnd email|has opted out of email|opted out of email|no email|unsubscribed from email',
  ],
  ['SMS', 'yes', 'sms opt out|sms blacklisted|do not text|dnd sms|opted out of sms|has opted out of sms'],
  ['Call', 'yes', 'do not call|phone opt out|dnd call'],
  ['WhatsApp', 'yes', 'dnd whats app|dnd whatsapp'],
  ['GMB', 'yes', 'dnd gmb'],
  ['FB', 'yes', 'dnd fb'],
  [
    'Email',
    'no',
    'accepts email marketing|accepts marketing|email marketing consent|invitee accepted marketing emails|email opt in|subscribed|email subscribed|opt in|marketing opt in|marketing consent|email consent',
  ],
  ['SMS', 'no', 'accepts sms marketing|sms marketing consent|sms opt in|sms consent'],
  ['Email', 'filled', 'unsub time|unsubscribed at|unsubscribe date|unsubscribed mode'],
  [
    'Email',
    'word',
    'email subscriber status|email subscription status|email marketing status|subscription status|subscriber status|email status',
  ],
  ['SMS', 'word', 'sms subscriber status|sms subscription status'],
]

const ids = 'contact id|contactid|contactd id'

/** What contactd works out itself, and repetitions of other columns. */
const skipped = 'contactd error|photo|file as'

function add(targets: Map<string, Target>, headers: string, target: Target): void {
  for (const header of headers.split('|')) if (header !== '') targets.set(header, target)
}

function build(): ReadonlyMap<string, Target> {
  const targets = new Map<string, Target>()
  for (const [field, headers] of Object.entries(plain))
    add(targets, headers, { kind: 'plain', field: field as PlainField })
  add(targets, fullNames, { kind: 'fullName' })
  for (const [rank, headers] of emails.entries()) add(targets, headers, { kind: 'email', rank: rank * 100 })
  for (const [rank, headers] of phones.entries()) add(targets, headers, { kind: 'phone', rank: rank * 100 })
  for (const [part, headers] of Object.entries(addressWords))
    add(targets, headers, { kind: 'addressPart', rank: 0, part: part as AddressPart })
  for (const [rank, tables] of outlookAddresses.entries())
    for (const table of tables)
      for (const [header, part] of Object.entries(table))
        targets.set(header, { kind: 'addressPart', rank: rank + 1, part })
  add(targets, birthdays, { kind: 'birthday' })
  for (const [rank, headers] of created.entries())
    for (const header of headers.split('|'))
      targets.set(header, { kind: 'dateAdded', rank, ...(inUtc.test(header) && { zone: 'UTC' as const }) })
  add(targets, tags, { kind: 'tags' })
  add(targets, notes, { kind: 'note' })
  add(targets, zones, { kind: 'timezone' })
  for (const [channel, sign, headers] of refusals) add(targets, headers, { kind: 'optOut', channel, sign })
  // ActiveCampaign's; that of others says other things.
  targets.set('status', { kind: 'optOut', channel: 'Email', sign: 'word', keptAs: 'Status' })
  add(targets, ids, { kind: 'id' })
  targets.set('dnd settings', { kind: 'settings', field: 'dndSettings' })
  targets.set('inbound dnd settings', { kind: 'settings', field: 'inboundDndSettings' })
  targets.set('custom fields', { kind: 'customFields' })
  targets.set('organization title', { kind: 'custom', name: 'Title' })
  targets.set('organization department', { kind: 'custom', name: 'Department' })
  add(targets, skipped, { kind: 'skip' })
  return targets
}

const knownTargets = build()

/** What a header of a known exporter means. @param key as `headerKey` makes it. */
export const knownTarget = (key: string): Target | undefined => knownTargets.get(key) ?? numberedTarget(key)

/** What an export adds to the name of a custom field that is also the name of a property. */
export const fieldSuffix = ' (custom field)'

/** Whether a known exporter writes this header. @param key as `headerKey` makes it. */
export const isKnownHeader = (key: string): boolean => knownTarget(key) !== undefined

const googleParts: Readonly<Record<string, AddressPart | undefined>> = {
  street: 'street',
  'extended address': 'street2',
  'po box': 'street3',
  city: 'city',
  region: 'state',
  state: 'state',
  'postal code': 'postalCode',
  zip: 'postalCode',
  country: 'country',
}

/** Google's and Wix's numbered columns, and Calendly's questions. */
function numberedTarget(key: string): Target | undefined {
  const [, what = '', digits = '', rest = ''] =
    /^(email|phone|address|organization|website|custom field|event|relation|question|response) (\d{1,3})(?: (.+))?$/.exec(
      key,
    ) ?? []
  const rank = Number(digits)
  const pair = `${what} ${digits}`
  if (/^(type|label)$/.test(rest)) return { kind: 'label', pair }
  const labelled = (of: Target): Target => ({ kind: 'labelled', pair, of })
  switch (what) {
    case 'email':
      return /^(value|address)?$/.test(rest) ? labelled({ kind: 'email', rank }) : undefined
    case 'phone':
      return /^(value|number)?$/.test(rest) ? labelled({ kind: 'phone', rank }) : undefined
    case 'address': {
      const part = googleParts[rest]
      if (part !== undefined) return { kind: 'addressPart', rank, part }
      return rest === 'formatted' ? { kind: 'skip' } : undefined
    }
    case 'organization':
      return rest === 'name' && rank === 1
        ? { kind: 'plain', field: 'companyName' }
        : rest === 'title'
          ? { kind: 'custom', name: 'Title' }
          : rest === 'department'
            ? { kind: 'custom', name: 'Department' }
            : undefined
    case 'website':
      return rest === 'value' || rest === '' ? { kind: 'plain', field: 'website' } : undefined
    case 'custom field':
    case 'event':
    case 'relation':
      return rest === 'value' ? labelled({ kind: 'custom', name: pair }) : undefined
    case 'question':
      return rest === '' ? { kind: 'label', pair: `response ${digits}` } : undefined
    case 'response':
      return rest === '' ? labelled({ kind: 'custom', name: pair }) : undefined
    default:
      return undefined
  }
}
