import type { ApiError } from './api-error.ts'
import { pathOf } from './request-origin.ts'

/** The known segments of paths. */
export type PathWords = ReadonlySet<string>

/** The reason for a refusal, for the log. It contains no secrets and no values of contacts. */
export interface LoggedRefusal {
  /** The error's first sentence. It contains what the client sent only if that looks like a name or an id. */
  reason: string
  /** The number of the rule in docs/behaviour.md, if only one causes the error. */
  rule?: string
  /** The required scopes, if the token has none of them. */
  missingScope?: string
  /** How to fix it. */
  hint?: string
}

/**
 * The rule behind each error that only one rule causes. Other errors have several rules, or come from the token
 * endpoint, whose rules cover several topics each.
 */
export const ruleOfError: Readonly<Record<string, string>> = {
  versionMissing: 'BR-002',
  versionInvalid: 'BR-003',
  versionMalformed: 'BR-003',
  tokenMissing: 'BR-005',
  privateTokenInvalid: 'BR-006',
  accessTokenInvalid: 'BR-006',
  scopeMissing: 'BR-007',
  userTypeMismatch: 'BR-012',
  authClassRefused: 'BR-012',
  locationForbidden: 'BR-010',
  locationUnreachable: 'BR-011',
  malformedJson: 'BR-021',
  jsonTooDeep: 'BR-021',
  bodyTooLarge: 'BR-021',
  bodyNotJson: 'BR-021',
  charsetUnsupported: 'BR-421',
  encodingUnsupported: 'BR-424',
  encodingMalformed: 'BR-424',
  unprocessable: 'BR-023',
  contactNotFound: 'BR-037',
  contactNeverWas: 'BR-384',
  contactWithoutIdentity: 'BR-380',
  upsertWithoutAddress: 'BR-381',
  customFieldValueInvalid: 'BR-053',
  searchFieldInvalid: 'BR-281',
  searchOperatorInvalid: 'BR-282',
  searchValueInvalid: 'BR-283',
  duplicateQueryEmpty: 'BR-262',
  tagNameTaken: 'BR-072',
  tagNotFound: 'BR-073',
  customFieldNotFound: 'BR-080',
  customFieldOptionsMissing: 'BR-415',
  routeNotFound: 'BR-013',
  goneInVersion3: 'BR-449',
  hostRefused: 'BR-017',
  hostRepeated: 'BR-444',
  tooManyRequests: 'BR-016',
  unavailable: 'BR-099',
}

/** Errors whose arguments are our own sentences and names, not what a client sent. */
const ofOwnWords: ReadonlySet<string> = new Set([
  'malformedJson',
  'encodingMalformed',
  'phoneInvalid',
  'requestInvalid',
  'parameterMissing',
  'tooMany',
  'tooManyOfContact',
  'tooManyOfCompany',
  'unprocessable',
])

/** Errors whose first argument is a value of a contact or a header, even if it looks harmless. */
const ofValues: ReadonlySet<string> = new Set([
  'customFieldValueInvalid',
  'fileFormatRefused',
  'versionMalformed',
])

/** How to show the arguments of an error. */
function argumentsOf(name: string, words: PathWords): (argument: unknown, index: number) => unknown {
  const safe = (argument: unknown) => safeArgument(argument, words)
  if (ofValues.has(name)) return (argument, index) => (index === 0 ? hiddenText : safe(argument))
  return /NotFound$|NeverWas$/.test(name) && name !== 'routeNotFound' ? idAlone : safe
}

/**
 * Returns what the log says about an error. A string is our own sentence, from a page. @param words as for `safePath`.
 */
export function refusalOf(error: ApiError | string, words: PathWords): LoggedRefusal {
  if (typeof error === 'string') return { reason: safeSentence(error) }
  const [reason = ''] = safeSentences(error, words, 1)
  const rule = ruleOfError[error.origin?.name ?? '']
  return { reason, ...(rule !== undefined && { rule }), ...error.note }
}

/** The first sentences of an error, without what a client sent, unless it looks like a name or an id. */
export function safeSentences(error: ApiError, words: PathWords, limit: number): string[] {
  const { name = '', withArguments } = error.origin ?? {}
  const isOfOwnWords = withArguments === undefined || ofOwnWords.has(name)
  const shown = isOfOwnWords ? error : withArguments(argumentsOf(name, words))
  return sentencesOf(shown.body).slice(0, limit).map(safeSentence)
}

/** What an error says. */
export function sentencesOf({ message, error_description: description, error }: ApiError['body']): string[] {
  const said = message ?? description ?? error
  return (Array.isArray(said) ? said : [said]).map(String)
}

const hiddenText = '…'
const maxSentenceLength = 300
const maxPathLength = 300
/** The longest id is a client id, with 33 characters; secrets are longer. */
const maxIdLength = 33
/** A path of properties in a body may be longer, such as `lastAttributionSource.utmSessionSource`. */
const maxWordLength = 64

/**
 * Whether a text looks like one of HighLevel's ids, letters and digits: names have no digits, and numbers have no
 * letters. One id in thirty has no digit and is not shown.
 */
const isId = (text: string): boolean => /^(?=.*\d)(?=.*[A-Za-z])(?:[A-Za-z0-9]{20}|[0-9a-f]{24})$/.test(text)

/** An unknown id may be any text that a client sent. */
const idAlone = (argument: unknown): unknown =>
  typeof argument === 'string' && isId(argument) ? argument : hiddenText

/** Makes a client's text safe to log: an id or a field name stays as it is, anything else is omitted. */
function safeArgument(argument: unknown, words: PathWords): unknown {
  if (typeof argument === 'number') return argument
  if (Array.isArray(argument)) return argument.map((one) => safeArgument(one, words))
  if (typeof argument !== 'string') return {}
  if (argument.startsWith('/')) return safePath(argument, words)
  return isSafeName(argument) ? argument : hiddenText
}

/**
 * Makes a path safe to log: without its query, and only with ids and known segments. Any other segment may be the name
 * of a person.
 */
export function safePath(url: string, words: PathWords): string {
  const path = pathOf(url)
  const safe = path
    .slice(0, maxPathLength)
    .split('/')
    .map((part) => (part === '' || words.has(part) || isId(part) ? part : hiddenText))
    .join('/')
  return path.length > maxPathLength ? `${safe}${hiddenText}` : safe
}

/** Whether a text looks like the name of a field, and neither like an email nor like a phone number. */
export const isSafeName = (text: string): boolean =>
  text.length <= maxIdLength && /^[\w.:~-]+$/.test(text) && !isTelling(text)

/**
 * Makes a sentence safe to log. A violation begins with the path of a property, which a client may have chosen: a path
 * with other characters than those of names is omitted, and so is any word that could be an email, a phone number or a
 * secret.
 */
function safeSentence(sentence: string): string {
  const [, subject, rest = ''] = /^(.*?)( (?:must|should) .*)$/s.exec(sentence) ?? []
  if (subject === undefined || ownSubject.test(subject)) return safeWords(sentence)
  const path = subject.replace(/(?:each value in|nested property|property) /g, '')
  return safeWords(/^[\w$.-]+$/.test(path) ? sentence : `${hiddenText}${rest}`)
}

/** The subjects of sentences that do not begin with a property. */
const ownSubject = /^[Tt]he (?:body|contact|\w+ of the contact|event start time)$/

const safeWords = (text: string): string =>
  text
    .slice(0, maxSentenceLength)
    .split(' ')
    .map((word) => (isSafeWord(word) ? word : hiddenText))
    .join(' ')

const isSafeWord = (word: string): boolean =>
  word.length <= maxWordLength && /^[\x21-\x7e…’]*$/.test(word) && !isTelling(word)

/**
 * Whether a text could be an email, a phone number, a token, a code or a secret; the last three are longer than ids.
 */
const isTelling = (text: string): boolean =>
  text.includes('@') ||
  text.split(/[^\w~-]/).some((part) => part.length > maxIdLength && /\d/.test(part)) ||
  /(?:\d[().-]*){7}/.test(text.replace(/[a-z]\w*|\w*[a-z]/gi, '')) ||
  /pit-|eyJ|[\da-f]{32}|[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-/i.test(text)
