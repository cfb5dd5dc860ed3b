import { InvalidArgumentError } from 'commander'
import { isEmail } from '../lib/addresses.ts'
import { countryCodes } from '../lib/countries.ts'
import { isTimezone } from '../lib/timezone.ts'

/** The longest name of a location, user, token or custom field, in UTF-16 code units. */
const maxNameLength = 255

/** A name, trimmed. @throws InvalidArgumentError when it is empty, too long, or has control characters. */
export function nameValue(text: string): string {
  const name = text.trim()
  if (name === '') throw new InvalidArgumentError('It must not be empty.')
  if (name.length > maxNameLength) {
    throw new InvalidArgumentError(`It must not be longer than ${maxNameLength} characters.`)
  }
  if (/\p{Cc}/u.test(name)) throw new InvalidArgumentError('It must not hold control characters.')
  return name
}

/** A two-letter country code in either case. @throws InvalidArgumentError */
export function countryValue(text: string): string {
  const code = text.trim().toUpperCase()
  if (!countryCodes.includes(code)) {
    throw new InvalidArgumentError('It is a two-letter country code such as US.')
  }
  return code
}

/** An IANA time zone. @throws InvalidArgumentError */
export function timezoneValue(text: string): string {
  if (!isTimezone(text)) throw new InvalidArgumentError('It is a time zone such as America/Chicago or UTC.')
  return text
}

/** An email address, trimmed. @throws InvalidArgumentError */
export function emailValue(text: string): string {
  const email = text.trim()
  if (!isEmail(email)) throw new InvalidArgumentError('It is an email address such as ada@example.com.')
  return email
}

/** `a,b` → its parts, trimmed, each once, empty ones left out. @throws InvalidArgumentError when none is left. */
export function listValue(text: string): string[] {
  const parts = [...new Set(text.split(',').map((part) => part.trim()))].filter((part) => part !== '')
  if (parts.length === 0) throw new InvalidArgumentError('It must not be empty.')
  return parts
}

/** A port, 0 for any. @throws InvalidArgumentError */
export function portValue(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(port <= 65_535)) throw new InvalidArgumentError('A port is a number from 0 to 65535.')
  return port
}
