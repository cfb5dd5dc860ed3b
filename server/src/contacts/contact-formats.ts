import { isEmail, isWebsite } from '../lib/addresses.ts'
import { parseBirthday } from '../lib/birthday.ts'
import { isTimezone } from '../lib/timezone.ts'

/**
 * The formats that the contact schemas name, for the schema validator. `""` passes each: it clears the
 * field. HighLevel validates with class-validator, which stands on the same `validator` package.
 */
export const contactFormats: Record<string, (text: string) => boolean> = {
  'contact-email': (text) => text === '' || isEmail(text),
  'contact-website': (text) => text === '' || isWebsite(text),
  'contact-timezone': (text) => text === '' || isTimezone(text),
  'contact-birthday': (text) => text === '' || parseBirthday(text) !== undefined,
}
