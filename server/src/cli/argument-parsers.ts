import { InvalidArgumentError } from 'commander'
import { allEventTypes } from '../api/events/event-types.ts'
import { everyEvent } from '../api/events/taken-types.ts'
import { isScope, scopes as knownScopes, type Scope } from '../auth/scopes.ts'
import { isEmail } from '../lib/addresses.ts'
import type { Clock } from '../lib/clock.ts'
import { countryCodes } from '../lib/countries.ts'
import { parseInstant } from '../lib/instant.ts'
import { isTimezone } from '../lib/timezone.ts'
import { isRedirectUri } from '../oauth/app.ts'
import { targetProblem } from '../webhooks/targets/target-url.ts'
import { isTakenEvent } from '../webhooks/webhook.ts'

/** The longest name of a location, user, token, app or custom field, in UTF-16 code units. */
const maxNameLength = 255

/** A name, trimmed. @throws InvalidArgumentError if it is empty, too long, or has control characters. */
export function nameValue(text: string): string {
  const name = text.trim()
  if (name === '') throw new InvalidArgumentError('It must not be empty.')
  if (name.length > maxNameLength) {
    throw new InvalidArgumentError(`It must not be longer than ${maxNameLength} characters.`)
  }
  if (/\p{Cc}/u.test(name)) throw new InvalidArgumentError('It must not contain control characters.')
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

/** `a,b` → its parts, trimmed, without duplicates and empty ones. @throws InvalidArgumentError if none is left. */
export function listValue(text: string): string[] {
  const parts = [...new Set(text.split(',').map((part) => part.trim()))].filter((part) => part !== '')
  if (parts.length === 0) throw new InvalidArgumentError('It must not be empty.')
  return parts
}

/** `a,b` → scopes. @throws InvalidArgumentError if there is none, or one is unknown. */
export function scopesValue(text: string): Scope[] {
  const scopes = listValue(text)
  const unknown = scopes.find((scope) => !isScope(scope))
  if (unknown !== undefined) {
    throw new InvalidArgumentError(
      `The scope ${JSON.stringify(unknown)} does not exist. The scopes are ${knownScopes.join(', ')}.`,
    )
  }
  return scopes.filter(isScope)
}

/** Appends a redirect URI to the earlier ones. @throws InvalidArgumentError */
export function redirectUriValue(text: string, before: readonly string[] = []): string[] {
  if (!isRedirectUri(text)) {
    throw new InvalidArgumentError(
      'It is an https: address, http: on localhost, or of an app such as com.example.app:/callback; it has no fragment.',
    )
  }
  return [...new Set([...before, text])]
}

/** The URL of a webhook. Whether its address may be dialled shows when it is. @throws InvalidArgumentError */
export function webhookUrlValue(text: string): string {
  const problem = targetProblem(text, true)
  if (problem !== undefined) throw new InvalidArgumentError(problem)
  return text
}

/** A type of event. @throws InvalidArgumentError */
export function eventValue(text: string): string {
  if (text === everyEvent || !isTakenEvent(text))
    throw new InvalidArgumentError(`The event ${JSON.stringify(text)} does not exist. ${knownEvents}`)
  return text
}

/** `a,b` → types of events, or `*`. @throws InvalidArgumentError if there is none, or one is unknown. */
export function eventsValue(text: string): string[] {
  const events = listValue(text)
  const unknown = events.find((event) => !isTakenEvent(event))
  if (unknown !== undefined)
    throw new InvalidArgumentError(`The event ${JSON.stringify(unknown)} does not exist. ${knownEvents}`)
  return events
}

const knownEvents = `The events are ${allEventTypes.join(', ')}.`

const unitsMs: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60 * 1000,
  h: 60 * 60 * 1000,
  d: 24 * 60 * 60 * 1000,
}

/** A time span (`90s`, `30m`, `2h`, `7d`) → milliseconds. @throws InvalidArgumentError */
export function durationValue(text: string): number {
  const [, count, unit = ''] = /^([1-9]\d{0,5})([smhd])$/.exec(text) ?? []
  const unitMs = unitsMs[unit]
  if (count === undefined || unitMs === undefined)
    throw new InvalidArgumentError('It is a number with a unit, such as 30m, 2h or 7d.')
  return Number(count) * unitMs
}

/**
 * An age (`30m`, `2h`, `7d`) or an ISO 8601 date or instant → milliseconds since 1970.
 * @throws InvalidArgumentError
 */
export function sinceValue(text: string, clock: Clock): number {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  if (count !== undefined) return clock.now() - Number(count) * (unitsMs[unit] ?? 0)
  const instant = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(instant)) {
    throw new InvalidArgumentError('It is a time such as 30m, 2h or 7d ago, or 2026-01-31T12:00:00Z.')
  }
  return instant
}

/** An ISO 8601 date or instant, in UTC without an offset → milliseconds since 1970. @throws InvalidArgumentError */
export function instantValue(text: string): number {
  const instant = parseInstant(text)
  if (instant === undefined) throw new InvalidArgumentError('It is a time such as 2026-01-31T12:00:00Z.')
  return instant
}

/** A token for the header `Authorization: Bearer TOKEN` (RFC 6750). @throws InvalidArgumentError */
export function bearerTokenValue(text: string): string {
  if (!/^[\w.~+/-]+=*$/.test(text))
    throw new InvalidArgumentError(
      'It consists of letters, digits and the characters -._~+/, with = at its end.',
    )
  return text
}

/** An address or a name to listen on. @throws InvalidArgumentError */
export function hostValue(text: string): string {
  if (!/^[\w.:%[\]-]+$/.test(text))
    throw new InvalidArgumentError('It is an address or a name: 127.0.0.1, ::1, 0.0.0.0.')
  return text
}

/** A port, 0 for any. @throws InvalidArgumentError */
export function portValue(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(port <= 65_535)) throw new InvalidArgumentError('A port is a number from 0 to 65535.')
  return port
}

/** `https://contacts.example.com/` → the origin. @throws InvalidArgumentError for another scheme, or a path. */
export function originValue(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || ![url.origin, `${url.origin}/`].includes(url.href)) {
    throw new InvalidArgumentError(
      'It is a scheme, a host and a port without a path: https://contacts.example.com',
    )
  }
  return url.origin
}

const unitsBytes: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
}
const maxBytes = 1e15

/** A size (`10GB`, `512MiB`, `1048576`) → bytes. @throws InvalidArgumentError */
export function byteSizeValue(text: string): number {
  const [, count, unit = ''] = /^(\d{1,15}) ?([KMGT]?i?B)?$/i.exec(text.trim()) ?? []
  const bytes = Number(count) * (unitsBytes[unit.toUpperCase()] ?? Number.NaN)
  if (!(bytes <= maxBytes)) throw new InvalidArgumentError('It is a size such as 10GB, 512MiB or 1048576.')
  return bytes
}
