import { isIP } from 'node:net'
import { isPublicAddress } from './public-address.ts'

/** The longest URL of a webhook, in characters. */
export const maxUrlLength = 2_000

/** The sentence for a target without any address that may be dialled. */
export const notPublicSentence =
  'The host of the URL has no public address: only a server with --webhook-allow-private posts to private ones.'
/** The code of an error with that sentence. */
export const forbiddenTargetCode = 'ERR_TARGET_NOT_PUBLIC'

/**
 * Why nothing may be sent to a URL; the sentence repeats nothing of it. A name is looked up only when it is dialled, so a URL without a
 * problem may still have no address that may be dialled.
 * @param allowPrivate whether hosts may be private.
 * @returns undefined if there is no problem.
 */
export function targetProblem(text: string, allowPrivate: boolean): string | undefined {
  if (text.length > maxUrlLength) return `The URL has more than ${maxUrlLength} characters.`
  // The parser drops line breaks and outer spaces, so that another URL than the one shown would be used.
  if (/[\s\p{Cc}]/u.test(text)) return 'The URL must not have spaces or control characters.'
  if (!URL.canParse(text)) return 'The URL is not valid.'
  // The parser turns every notation of an address into one: 0x7f.1, 2130706433, full-width digits.
  const url = new URL(text)
  if (!/^https?:\/\//i.test(text)) return 'The URL must begin with https:// or http://.'
  if (url.username !== '' || url.password !== '') return 'The URL must not have a user name or a password.'
  // A server never sees what follows `#`, and nothing listens on port 0.
  if (url.hash !== '' || text.endsWith('#')) return 'The URL must not have a fragment (#).'
  if (url.port === '0') return 'The URL must not have port 0.'
  return allowPrivate || mayBePublic(url.hostname) ? undefined : notPublicSentence
}

/** Whether the host of a valid URL is private by its name or address. Another name may still lead to a private address. */
export const isPrivateTarget = (url: string): boolean => targetProblem(url, false) === notPublicSentence

function mayBePublic(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '')
  return isIP(host) === 0 ? !/(^|\.)localhost\.?$/.test(host) : isPublicAddress(host)
}
