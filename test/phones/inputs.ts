import type { PhoneNumberFormat, PhoneNumberType, PhoneNumberUtil } from 'google-libphonenumber'

/** A text, and the country of national numbers. */
export type PhoneInput = readonly [country: string, text: string]

/**
 * Countries of every kind: with and without a trunk prefix, with a shared calling code, with letters, with leading
 * zeros.
 */
const countries = [
  ...[
    'US',
    'CA',
    'GB',
    'DE',
    'FR',
    'IT',
    'ES',
    'PT',
    'NL',
    'BE',
    'CH',
    'AT',
    'DK',
    'SE',
    'NO',
    'FI',
    'IE',
    'PL',
  ],
  ...[
    'CZ',
    'HU',
    'RO',
    'GR',
    'TR',
    'RU',
    'UA',
    'IL',
    'AE',
    'SA',
    'EG',
    'ZA',
    'NG',
    'KE',
    'IN',
    'PK',
    'CN',
    'JP',
  ],
  ...['KR', 'ID', 'PH', 'VN', 'SG', 'AU', 'NZ', 'BR', 'AR', 'MX', 'CL', 'CO', 'PE'],
] as const

/** The library's example numbers of each country, in the notations of people and programs. */
export function inputsOfCountries(
  util: PhoneNumberUtil,
  format: typeof PhoneNumberFormat,
  type: typeof PhoneNumberType,
): PhoneInput[] {
  return countries.flatMap((country) => {
    const line = util.getExampleNumber(country)
    const mobile = util.getExampleNumberForType(country, type.MOBILE)
    const e164 = util.format(line, format.E164)
    const abroad = country === 'US' ? 'GB' : 'US'
    return [
      [country, util.format(line, format.NATIONAL)],
      [country, util.format(mobile, format.NATIONAL)],
      [country, util.format(mobile, format.INTERNATIONAL)],
      ['US', util.format(line, format.RFC3966)],
      [abroad, util.formatOutOfCountryCallingNumber(line, abroad)],
      [country, `(${e164})`],
      [country, util.format(line, format.NATIONAL).slice(0, -1)],
      [country, `${e164}0000`],
    ] satisfies PhoneInput[]
  })
}

/** Texts that people paste. */
export const inputsByHand: readonly PhoneInput[] = [
  // Incomplete numbers.
  ...[
    '',
    ' ',
    '+',
    '1',
    '+1',
    '12',
    '123',
    '911',
    '555',
    '00',
    '011',
    '01144',
    '+1555',
    '+4912',
    '#',
    '*67',
  ].map(us),
  ...['*123#', '*69', '**21*2015550123#', '#31#2015550123', '555-0123', '5550123', '1-555-0123'].map(us),
  // URIs of RFC 3966.
  ...['tel:+1-201-555-0123', 'tel:2015550123', 'TEL:+12015550123', 'tel:+1-201-555-0123;ext=5'].map(us),
  ...['tel:+1-201-555-0123;isub=12', 'tel:+12015550123;ext=5;isub=1', 'sip:+12015550123@example.com'].map(us),
  ['GB', 'tel:201-555-0123;phone-context=+1'],
  ['GB', 'tel:201-555-0123;phone-context=+1;ext=7'],
  ['US', 'tel:7946-0958;phone-context=+4420'],
  ['US', '2015550123;phone-context=+1'],
  ['US', 'tel:201-555-0123;phone-context=example.com'],
  ['US', 'tel:201-555-0123;phone-context='],
  // Invisible marks, and other digits.
  ...['\u202a+1 201 555 0123\u202c', '\u202d2015550123\u202c', '\u200e+12015550123', '\ufeff2015550123'].map(
    us,
  ),
  ...['201\u00a0555\u00a00123', '201\u2011555\u20110123', '201\u2013555\u20130123', '201\u200b5550123'].map(
    us,
  ),
  ...[
    '+1\t201\t555\t0123',
    '201\u3000555\u30000123',
    '＋１２０１５５５０１２３',
    '(２０１) ５５５-０１２３',
  ].map(us),
  ['EG', '٠٢ ٣٤٥٦٧٨٩٠'],
  ['IN', '०७४१० ४१०१२३'],
  // Words, quotes and brackets around the number.
  ...['Phone: 201-555-0123', 'phone 201 555 0123', 'Tel. 201.555.0123', 'call +1 201 555 0123'].map(us),
  ...['<2015550123>', '"2015550123"', "'201-555-0123'", '[201-555-0123]', '{2015550123}', '2015550123;'].map(
    us,
  ),
  ...['2015550123,', '2015550123.', '2015550123)', '(201)5550123', '((201))5550123', '=2015550123'].map(us),
  ...['mobile=2015550123', 'p:+12015550123', '++12015550123', '+ +12015550123', '+-12015550123'].map(us),
  // Notes after the number, and several numbers.
  ...['201-555-0123 call after 5', '201-555-0123 (home)', '201-555-0123 home', '2015550123 c'].map(us),
  ...['201-555-0123 / 201-555-0124', '201-555-0123, 201-555-0199', '2015550123 or 2015550199'].map(us),
  ...['201-555-0123;201-555-0199', '201-555-0123\n201-555-0199', '2015550123 & 2015550199'].map(us),
  // Letters.
  ...[
    '1-800-FLOWERS',
    '1-800-flowers',
    '800-GOT-JUNK',
    '+1 800 FLOWERS',
    '555-CALL-NOW-',
    '1-800-FLOWERS ext 2',
  ].map(us),
  ...['not a phone', 'N/A', 'none', 'null', 'undefined', 'unknown', '-', 'ocQHyuzHvysMo5N5VsXc'].map(us),
  // Extensions.
  ...['201-555-0123 x45', '201-555-0123 ext. 45', '201-555-0123 ext45', '201-555-0123#45'].map(us),
  ...['201-555-0123 extension 45', '201-555-0123,45', '201-555-0123,,45#', '201-555-0123;45'].map(us),
  ['DE', '030 901820-12'],
  // Prefixes for calls abroad, trunk prefixes.
  ['US', '011 44 20 7946 0958'],
  ['GB', '00 44 20 7946 0958'],
  ['GB', '+44 (0)20 7946 0958'],
  ['GB', '0044 (0) 20 7946 0958'],
  ['DE', '+49 (0)30 901820'],
  ['DE', '+49 0 30 901820'],
  ['DE', '+490030901820'],
  ['DE', '0049030901820'],
  ['DE', '49 30 901820'],
  ['IT', '02 1234 5678'],
  ['IT', '+39 02 1234 5678'],
  ['FR', '1 23 45 67 89'],
  ['AU', '0011 44 20 7946 0958'],
  ['JP', '010 44 20 7946 0958'],
  ['BR', '0 15 11 96123-4567'],
  ['AR', '011 15 2345-6789'],
  ['MX', '+52 1 55 1234 5678'],
  ['MX', '044 55 1234 5678'],
  ['RU', '8 (495) 123-45-67'],
  ['RU', '+7 495 123 45 67'],
  ['US', '1 201 555 0123'],
  ['US', '12015550123'],
  ['US', '0 201 555 0123'],
  ['US', '001 201 555 0123'],
  ['CA', '506 234 5678'],
  // Too long numbers, and no country.
  ...['20155501234', '201555012345678', '+1201555012345', '201555012312345678901234', '+99912345678'].map(us),
  ...['+0123456789', '+800 1234 5678', '+979 123 456 789', '+870 773 111 632', '+888 123 456 789'].map(us),
  ...['1e10', '2.015550123E9', '2015550123.0', '-2015550123', '+1.201.555.0123', '1.201.555.0123'].map(us),
  ['AQ', '201 555 0123'],
  ['AQ', '+1 201 555 0123'],
  ['', '201 555 0123'],
  ['', '+1 201 555 0123'],
  ['constructor', '201 555 0123'],
]

function us(text: string): PhoneInput {
  return ['US', text]
}
