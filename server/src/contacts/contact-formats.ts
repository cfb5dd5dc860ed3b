import { isEmail, isWebsite } from '../lib/addresses.ts'
import { parseBirthday } from '../lib/birthday.ts'
import { parseInstant } from '../lib/instant.ts'
import { isTimezone } from '../lib/timezone.ts'
import { bounds } from './contact-schemas.ts'

/**
 * A text beyond its bound is refused for that, and not looked at: an email of a megabyte took 100 ms.
 * @param bound in characters, of which each has at most two UTF-16 units.
 */
const within = (bound: number, isRight: (text: string) => boolean) => (text: string) =>
  text === '' || text.length > 2 * bound || isRight(text)

/**
 * The formats that the contact schemas name, for the schema validator. `""` passes what it clears. HighLevel
 * validates with class-validator, which stands on the same `validator` package.
 */
export const contactFormats: Record<string, (text: string) => boolean> = {
  'contact-email': within(bounds.email, isEmail),
  'contact-website': within(bounds.website, isWebsite),
  'contact-timezone': within(bounds.text, isTimezone),
  'contact-birthday': (text) => text === '' || parseBirthday(text) !== undefined,
  'whole-number': (text) => /^\d{0,15}$/.test(text),
  instant: (text) => parseInstant(text) !== undefined,
  'hex-color': (text) => text === '' || /^#?(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/i.test(text),
}
