import type { Format } from '../../http/violations.ts'
import { isEmail, isWebsite } from '../../lib/addresses.ts'
import { parseBirthday } from '../../lib/birthday.ts'
import { parseInstant } from '../../lib/instant.ts'
import { parseDayOrTime } from '../../lib/local-day.ts'
import { isTimezone } from '../../lib/timezone.ts'
import { parseCloseDate } from '../opportunities/forecast.ts'
import { bounds } from './bounds.ts'

/**
 * Does not check the format of a text that exceeds its limit, which is an error anyway: an email of a megabyte took
 * 100 ms.
 * @param bound in characters of at most two UTF-16 units.
 */
const within = (bound: number, isRight: (text: string) => boolean) => (text: string) =>
  text === '' || text.length > 2 * bound || isRight(text)

const eventStartTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?[+-]\d\d:\d\d$/

/**
 * The formats of the schemas, for the validator. They accept `""` if it clears the property. HighLevel validates with
 * class-validator, which uses the same `validator` package; the messages are those of class-validator 0.13.2.
 */
export const schemaFormats = {
  'contact-email': { matches: within(bounds.email, isEmail), sentence: '$property must be an email' },
  // A new contact has no email that `""` could clear.
  'contact-new-email': {
    matches: (text) => text !== '' && within(bounds.email, isEmail)(text),
    sentence: '$property must be an email',
  },
  'contact-website': {
    matches: within(bounds.website, isWebsite),
    sentence: '$property must be an URL address',
  },
  'contact-timezone': {
    matches: within(bounds.text, isTimezone),
    sentence: '$property must be a valid IANA time-zone',
    isOwn: true,
  },
  'contact-birthday': {
    matches: (text) => text === '' || parseBirthday(text) !== undefined,
    sentence:
      '$property must be a valid date in one of the formats YYYY/MM/DD, MM/DD/YYYY, YYYY-MM-DD, MM-DD-YYYY, YYYY.MM.DD, MM.DD.YYYY, YYYY_MM_DD, MM_DD_YYYY',
    isOwn: true,
  },
  'close-date': {
    matches: (text) => parseCloseDate(text) !== undefined,
    sentence: '$property must be a valid date',
    isOwn: true,
  },
  'event-start-time': {
    matches: (text) => eventStartTime.test(text) && parseInstant(text) !== undefined,
    sentence:
      'The event start time must be a date and time with timezone offset. ex: 2021-06-23T03:30:00+01:00',
  },
  instant: {
    matches: (text) => parseInstant(text) !== undefined,
    sentence: '$property must be a valid ISO 8601 date string',
  },
  'day-or-time': {
    matches: (text) => text === '' || parseDayOrTime(text) !== undefined,
    sentence: '$property must be a date in the format mm-dd-yyyy',
    isOwn: true,
  },
  'hex-color': {
    matches: (text) => text === '' || /^#?(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/i.test(text),
    sentence: '$property must be a hexadecimal color',
  },
} as const satisfies Record<string, Format>
