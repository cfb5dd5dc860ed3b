import { isTimezone } from '../../lib/timezone.ts'

/** The words that Calendly and HighLevel's pages show. */
const words: Readonly<Record<string, string>> = {
  'eastern time us canada': 'America/New_York',
  'central time us canada': 'America/Chicago',
  'mountain time us canada': 'America/Denver',
  'pacific time us canada': 'America/Los_Angeles',
  'arizona yukon time': 'America/Phoenix',
  'arizona time': 'America/Phoenix',
  'alaska time': 'America/Anchorage',
  'hawaii time': 'Pacific/Honolulu',
  'atlantic time': 'America/Halifax',
  'newfoundland time': 'America/St_Johns',
  'mexico city time': 'America/Mexico_City',
  'brasilia time': 'America/Sao_Paulo',
  'uk ireland lisbon time': 'Europe/London',
  'central european time': 'Europe/Berlin',
  'eastern european time': 'Europe/Helsinki',
  'turkey time': 'Europe/Istanbul',
  'dubai time': 'Asia/Dubai',
  'india sri lanka time': 'Asia/Kolkata',
  'china singapore perth': 'Asia/Shanghai',
  'japan korea time': 'Asia/Tokyo',
  'sydney melbourne time': 'Australia/Sydney',
  'auckland time': 'Pacific/Auckland',
}

const keyOf = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z]+/g, ' ')
    .trim()

/** An IANA time zone by its name, or by the words of a known exporter; undefined if it is unknown. */
export const timeZoneOf = (text: string): string | undefined => (isTimezone(text) ? text : words[keyOf(text)])
