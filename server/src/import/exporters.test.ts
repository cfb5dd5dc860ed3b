import { describe, expect, it } from 'vitest'
import { randomIds as ids } from '../lib/ids.ts'
import { draftOfCard } from './drafts/draft-of-card.ts'
import { draftOfCells } from './drafts/draft-of-cells.ts'
import { FieldBook } from './field-book.ts'
import { judgeDraft } from './judge-draft.ts'
import { guessTargets } from './mapping/guess-targets.ts'

const judging = { timezone: 'UTC', fields: new FieldBook([]), order: undefined, keepsCase: false, ids }

/** What an importer reads in a row: a header with values, without empty ones. */
function read(row: Record<string, string> | readonly (readonly [string, string])[], country = 'US') {
  const entries = Array.isArray(row) ? row : Object.entries(row)
  const columns = entries.map(([name]) => name)
  const draft = draftOfCells(
    entries.map(([, value]) => value),
    guessTargets(columns),
  )
  return shown(draft, country)
}

function shown(draft: ReturnType<typeof draftOfCells>, country: string) {
  const judged = judgeDraft(draft, { ...judging, country })
  const { fields, additionalEmails, additionalPhones, notes, dateAdded, id, problems } = judged
  const custom = Object.fromEntries([...draft.custom].map(([name, values]) => [name, values.join(' | ')]))
  const all = { id, ...fields, additionalEmails, additionalPhones, notes, dateAdded, custom, problems }
  return Object.fromEntries(
    Object.entries(all).filter(
      ([, value]) =>
        value !== undefined && Object.keys(Object(value)).length + Number(typeof value !== 'object') > 0,
    ),
  )
}

describe('BR-741 the columns of known exporters', () => {
  it.each<[string, Record<string, string> | [string, string][], object, string?]>([
    [
      'HighLevel',
      {
        'Contact Id': 'AAAAAAAAAAAAAAAAAAAA',
        'First Name': 'Ida',
        Phone: '+12015550160',
        Created: '2026-06-08T10:28:39-07:00',
        Tags: 'webinar, vip',
        Country: 'United States',
      },
      {
        id: 'AAAAAAAAAAAAAAAAAAAA',
        firstName: 'Ida',
        phone: '+12015550160',
        country: 'US',
        tags: ['webinar', 'vip'],
        dateAdded: '2026-06-08T17:28:39.000Z',
      },
    ],
    [
      'HighLevel, for its import',
      {
        'First Name': 'Lea',
        'Date of Birth': '04-16-1985',
        'Business Name': 'Lea & Co',
        DND: 'true',
        'Time Zone': 'America/New_York',
        'Additional Emails': 'a@x.example.com, b@x.example.com',
        Country: 'USA',
      },
      {
        firstName: 'Lea',
        dateOfBirth: '1985-04-16',
        companyName: 'Lea & Co',
        dnd: true,
        timezone: 'America/New_York',
        email: 'a@x.example.com',
        additionalEmails: ['b@x.example.com'],
        country: 'US',
      },
    ],
    [
      'Google until 2023',
      [
        ['Name', '+12015550126'],
        ['Given Name', '+12015550126'],
        ['Family Name', ''],
        ['Group Membership', '* myContacts ::: Friends'],
        ['E-mail 1 - Type', '* Work'],
        ['E-mail 1 - Value', 'ada@example.com ::: old@example.com'],
        ['Phone 1 - Type', 'Mobile'],
        ['Phone 1 - Value', '+12015550126 ::: (201) 555-0124'],
        ['Phone 2 - Type', 'Work Fax'],
        ['Phone 2 - Value', '2015550199'],
        ['Custom Field 1 - Type', 'Loyalty no.'],
        ['Custom Field 1 - Value', '00417'],
      ],
      {
        email: 'ada@example.com',
        additionalEmails: ['old@example.com'],
        phone: '+12015550126',
        additionalPhones: ['+12015550124'],
        tags: ['Friends'],
        custom: { 'Work Fax': '2015550199', 'Loyalty no.': '00417' },
      },
    ],
    [
      'Google since 2024, the main address in the second place',
      {
        'First Name': 'Bo',
        'Organization Name': 'Sample',
        'E-mail 1 - Label': 'Other',
        'E-mail 1 - Value': 'b@example.com',
        'E-mail 2 - Label': '* Work',
        'E-mail 2 - Value': 'bo@example.com',
        'Address 1 - Formatted': 'x',
        'Address 1 - Street': '2 Road',
        'Address 1 - City': 'London',
        'Address 1 - Country': 'GB',
        'Phone 1 - Value': '020 7946 0958',
      },
      {
        firstName: 'Bo',
        companyName: 'Sample',
        email: 'bo@example.com',
        additionalEmails: ['b@example.com'],
        address1: '2 Road',
        city: 'London',
        country: 'GB',
        phone: '+442079460958',
      },
    ],
    [
      'Outlook in German',
      {
        Vorname: 'Grete',
        Ort: 'Messe',
        'Ort geschäftlich': 'Berlin',
        'Straße geschäftlich': 'Weg 1',
        'Telefon (privat)': '030 23125124',
        Mobiltelefon: '+49 (0)171 3920012',
        'E-Mail-Adresse': 'g@example.com',
        'E-Mail: Angezeigter Name': 'Grete (g@example.com)',
        Vertraulichkeit: 'Normal',
        Geburtstag: '05.03.1990',
        Jahrestag: '0.0.00',
        Kategorien: 'Kunde;Messe',
      },
      {
        firstName: 'Grete',
        city: 'Berlin',
        address1: 'Weg 1',
        phone: '+491713920012',
        additionalPhones: ['+493023125124'],
        email: 'g@example.com',
        dateOfBirth: '1990-03-05',
        tags: ['Kunde', 'Messe'],
        custom: { Ort: 'Messe' },
      },
      'DE',
    ],
    [
      'Outlook in English',
      {
        'First Name': 'Gus',
        'Home Street': '1 Lane',
        'Home City': 'Springfield',
        'Business Street': '',
        'E-mail Address': '/o=Example/cn=gus',
        'E-mail Display Name': 'Gus',
        Sensitivity: 'Normal',
        Priority: 'Normal',
        Birthday: '0/0/00',
        Gender: 'Unspecified',
      },
      {
        firstName: 'Gus',
        address1: '1 Lane',
        city: 'Springfield',
        problems: [expect.stringContaining('within Exchange')],
      },
    ],
    [
      'HubSpot',
      {
        'Record ID': '12345678902',
        'Last Name': 'Sample',
        'Phone Number': '030 23125124',
        'Country/Region': 'Germany',
        'Create Date': '2026-03-29 02:30',
        'Associated Company (Primary)': 'Example',
      },
      {
        lastName: 'Sample',
        phone: '+493023125124',
        country: 'DE',
        companyName: 'Example',
        dateAdded: '2026-03-29T02:30:00.000Z',
        custom: { 'Record ID': '12345678902' },
      },
    ],
    [
      'Mailchimp, unsubscribed',
      {
        'Email Address': 'VIC@example.com',
        UNSUB_TIME: '2026-05-07 10:00:00',
        CONFIRM_TIME: '2025-03-16 14:42:00',
        TIMEZONE: 'America/New_York',
        LEID: '5',
        EUID: '012',
        TAGS: '"VIP","Spring, 2026"',
      },
      {
        email: 'vic@example.com',
        dndSettings: { Email: { status: 'active' } },
        dateAdded: '2025-03-16T14:42:00.000Z',
        tags: ['VIP', 'Spring, 2026'],
        custom: { TIMEZONE: 'America/New_York', LEID: '5', EUID: '012' },
      },
    ],
    [
      'LinkedIn',
      {
        'First Name': 'Zoé',
        URL: 'https://www.linkedin.com/in/z',
        Company: 'X',
        'Connected On': '05 Mar 2024',
      },
      {
        firstName: 'Zoé',
        website: 'https://www.linkedin.com/in/z',
        companyName: 'X',
        custom: { 'Connected On': '05 Mar 2024' },
      },
    ],
    [
      'Meta',
      {
        id: 'l:428',
        created_time: '2026-09-12T15:05:13+05:30',
        campaign_name: 'Spring',
        full_name: 'Abe van Example',
        phone_number: 'p:02079460962',
        email: 'a@example.com',
      },
      {
        firstName: 'Abe',
        lastName: 'van Example',
        phone: '+442079460962',
        email: 'a@example.com',
        source: 'Spring',
        dateAdded: '2026-09-12T09:35:13.000Z',
        custom: { id: 'l:428' },
      },
      'GB',
    ],
    [
      'Shopify',
      {
        'Customer ID': "'7210",
        'First Name': 'Finn',
        'Accepts Email Marketing': 'yes',
        'Default Address Address1': '7 Road',
        'Default Address Address2': 'Flat 2',
        'Default Address Zip': '07081',
        'Default Address Phone': '(201) 555-0190',
        Phone: "'+12015550190",
        'Accepts SMS Marketing': 'no',
        Note: 'a',
        'Birth date (customer.metafields.facts.birth_date)': "'1990-05-02",
      },
      {
        firstName: 'Finn',
        address1: '7 Road, Flat 2',
        postalCode: '07081',
        phone: '+12015550190',
        dndSettings: { SMS: { status: 'active' } },
        notes: ['a'],
        dateOfBirth: '1990-05-02',
        custom: { 'Customer ID': '7210' },
      },
    ],
    [
      'Typeform',
      [
        ['#', 'abc'],
        ['What is your name?', 'Ira Example'],
        ['Your email', 'ira@example.com'],
        ['What brings you here?', 'Work'],
        ['What brings you here?', 'Friends'],
        ['Start Date (UTC)', '2026-01-23 06:24:12'],
        ['Submit Date (UTC)', ''],
        ['Network ID', '9'],
      ],
      {
        firstName: 'Ira',
        lastName: 'Example',
        email: 'ira@example.com',
        dateAdded: '2026-01-23T06:24:12.000Z',
        custom: { '#': 'abc', 'What brings you here?': 'Work | Friends', 'Network ID': '9' },
      },
    ],
    [
      'Calendly',
      {
        'User Name': 'Host',
        'Invitee Name': 'Lou Q',
        'Invitee First Name': 'Lou',
        'Invitee Email': 'lou@example.com',
        'Invitee Time Zone': 'Central Time - US & Canada',
        'Question 1': 'Why?',
        'Response 1': 'Tea',
        'User Email': 'host@example.com',
      },
      { firstName: 'Lou', email: 'lou@example.com', timezone: 'America/Chicago', custom: { 'Why?': 'Tea' } },
    ],
    [
      'Pipedrive',
      {
        'Person - Name': 'Pia Probe',
        'Person - Email - Work': 'p@example.com',
        'Person - Phone - Mobile': '2015550170',
      },
      { firstName: 'Pia', lastName: 'Probe', email: 'p@example.com', phone: '+12015550170' },
    ],
    [
      'Wix',
      {
        'Email 1': 'w@example.com',
        'Address 1 - Street': '1 Lane',
        'Created At (UTC+0)': '2026-01-02T03:04:05Z',
        'Email subscriber status': 'Unsubscribed',
        'SMS subscriber status': 'Never subscribed',
      },
      {
        email: 'w@example.com',
        address1: '1 Lane',
        dateAdded: '2026-01-02T03:04:05.000Z',
        dndSettings: { Email: { status: 'active' } },
      },
    ],
    [
      'Brevo',
      {
        EMAIL: 'b@example.com',
        FIRSTNAME: 'Bea',
        SMS: '+12015550171',
        EMAIL_BLACKLISTED: 'Yes',
        ADDED_TIME: '12-04-2022 09:30',
      },
      {
        email: 'b@example.com',
        firstName: 'Bea',
        phone: '+12015550171',
        dndSettings: { Email: { status: 'active' } },
        problems: [expect.stringContaining('12-04-2022')],
      },
    ],
    [
      'Salesforce',
      { Id: '003', LastName: 'Doe', MailingStreet: '1 Lane', HasOptedOutOfEmail: 'true', DoNotCall: 'false' },
      {
        lastName: 'Doe',
        address1: '1 Lane',
        dndSettings: { Email: { status: 'active' } },
        custom: { Id: '003' },
      },
    ],
    [
      'ActiveCampaign',
      { Email: 'a@example.com', 'Date Created': '2026-01-02 03:04:05', Status: 'Unsubscribed' },
      {
        email: 'a@example.com',
        dateAdded: '2026-01-02T03:04:05.000Z',
        dndSettings: { Email: { status: 'active' } },
        custom: { Status: 'Unsubscribed' },
      },
    ],
  ])('%s', (_what, row, expected, country) => {
    expect(read(row, country)).toEqual(expected)
  })
})

const card = (...lines: string[]) => ['BEGIN:VCARD', ...lines, 'END:VCARD', ''].join('\n')

describe('BR-741 vCards', () => {
  it.each<[string, string, object]>([
    [
      '2.1 of Android',
      card(
        'VERSION:2.1',
        'N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=4D=C3=BC=6C=6C=65=72;=54=',
        '=69=6E=61;;;',
        'TEL;CELL;PREF:2015550127',
        'TEL;WORK;FAX:2015550128',
        'BDAY:--05-14',
        'PHOTO;ENCODING=BASE64;JPEG:/9j/',
        ' 4AA=',
        '',
        'X-ANDROID-CUSTOM:vnd.android.cursor.item/nickname;Tini;1;;',
      ),
      {
        firstName: 'Tina',
        lastName: 'Müller',
        phone: '+12015550127',
        custom: { Fax: '2015550128', Nickname: 'Tini' },
      },
    ],
    [
      '2.1 in another character set',
      card(
        'VERSION:2.1',
        'N;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:M=FCller;Tina',
        'NOTE;QUOTED-PRINTABLE:a=0D=0Ab',
      ),
      { firstName: 'Tina', lastName: 'Müller', notes: ['a\nb'] },
    ],
    [
      '3.0 of Apple',
      card(
        'VERSION:3.0',
        'N:Example;Ruth;Mary\\, Ann;Dr.;',
        'ORG:Example\\, Inc.;Sales',
        'EMAIL;type=INTERNET;type=HOME:r@example.com',
        'item1.EMAIL;type=INTERNET;type=pref:ruth@example.com',
        'item3.ADR;type=HOME:;;10 St\\nApt 4;Springfield;NJ;07081;',
        'item3.X-ABADR:us',
        'item4.URL:https\\://ruth.example.com',
        'BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-09',
        'NOTE:one\\, two\\;',
        '  three',
        'item5.X-ABRELATEDNAMES:Bo',
        'item5.X-ABLabel:_$!<Spouse>!$_',
        'CATEGORIES:Clients,Tea\\, green',
      ),
      {
        firstName: 'Ruth',
        lastName: 'Example',
        companyName: 'Example, Inc.',
        email: 'ruth@example.com',
        additionalEmails: ['r@example.com'],
        address1: '10 St, Apt 4',
        city: 'Springfield',
        state: 'NJ',
        postalCode: '07081',
        country: 'US',
        website: 'https://ruth.example.com',
        notes: ['one, two; three'],
        tags: ['Clients', 'Tea, green'],
        custom: { 'Middle Name': 'Mary, Ann', Prefix: 'Dr.', Department: 'Sales', Spouse: 'Bo' },
      },
    ],
    [
      '3.0 of a company',
      card(
        'N:;;;;',
        'FN:Springfield Garage',
        'ORG:Springfield Garage;',
        'TEL:2015550113',
        'X-ABShowAs:COMPANY',
      ),
      { companyName: 'Springfield Garage', phone: '+12015550113' },
    ],
    [
      '4.0',
      card(
        'VERSION:4.0',
        'FN:Val Example',
        'EMAIL:a@example.com',
        'EMAIL;PREF=1:v@example.com',
        'TEL;TYPE="cell,voice";VALUE=uri:tel:+1-201-555-0114;ext=12',
        'ADR;LABEL="11: rear":;;11 St;Springfield;NJ;07081;USA',
        'BDAY:19900305',
      ),
      {
        firstName: 'Val',
        lastName: 'Example',
        email: 'v@example.com',
        additionalEmails: ['a@example.com'],
        phone: '+12015550114',
        address1: '11 St',
        city: 'Springfield',
        state: 'NJ',
        postalCode: '07081',
        country: 'US',
        dateOfBirth: '1990-03-05',
        custom: { Extension: '12' },
      },
    ],
  ])('%s', (_what, text, expected) => {
    expect(shown(draftOfCard(text), 'US')).toEqual(expected)
  })

  it('a group is no person', () => {
    expect(draftOfCard(card('VERSION:4.0', 'KIND:group', 'FN:Friends')).flaw).toBe(
      'the card is a group, no person',
    )
  })
})
