import { createRequire } from 'node:module'
import type { PhoneNumberUtil } from 'google-libphonenumber'
import { ownTurn } from './own-turn.ts'

/** The sentences of Google's libphonenumber, which HighLevel passes through. */
export const phoneRefusals = {
  notANumber: 'The string supplied did not seem to be a phone number',
  tooShort: 'The string supplied is too short to be a phone number',
  tooShortAfterIdd: 'Phone number too short after IDD',
  tooLong: 'The string supplied is too long to be a phone number',
  invalidCountry: 'Invalid country calling code',
} as const

export type PhoneVerdict = { e164: string } | { refusal: string }

/**
 * A reading can strip a trunk prefix and leave another one. No prefix of up to 64 characters was seen to need more
 * than four readings.
 */
const maxReadings = 4

/**
 * Normalises a phone number to E.164 like google-libphonenumber 3.2.47. A number that is possible but not assigned
 * (`+15551234567`) is accepted; an extension is dropped. The result depends only on the arguments, and a returned
 * E.164 number is normalised to itself.
 * @param country the two-letter code of the country of national numbers.
 * @returns the number, or the sentence that refuses it.
 */
export function parsePhone(text: string, country: string): PhoneVerdict {
  let reading = text
  for (let readings = 0; readings < maxReadings; readings++) {
    const verdict = readOnce(reading, country)
    if ('refusal' in verdict || verdict.e164 === reading) return verdict
    reading = verdict.e164
  }
  return { refusal: phoneRefusals.notANumber }
}

function readOnce(text: string, country: string): PhoneVerdict {
  library ??= loadLibrary()
  const { util, e164, refusalOf } = library
  try {
    const number = util.parse(text, country)
    const refusal = refusalOf[util.isPossibleNumberWithReason(number)]
    return refusal === undefined ? { e164: util.format(number, e164) } : { refusal }
  } catch (error) {
    const { message } = error as Error
    if (parseRefusals.has(message)) return { refusal: message }
    throw error
  }
}

const parseRefusals: ReadonlySet<string> = new Set(Object.values(phoneRefusals))

interface Library {
  util: PhoneNumberUtil
  /** The library's format for E.164. */
  e164: number
  /** The refusal for each reason why a parsed number is impossible. */
  refusalOf: Partial<Record<number, string>>
}

let library: Library | undefined

/** Whether phones can be parsed without loading the library first. */
export const isReadyForPhones = (): boolean => library !== undefined

/** Loads the library, which takes a turn of the event loop of its own. */
export async function makeReadyForPhones(): Promise<void> {
  if (isReadyForPhones()) return
  await ownTurn()
  library ??= loadLibrary()
  await ownTurn()
}

/** Loading takes 50 ms of CPU and 14 MB, so it happens at the first phone number, not at startup. */
function loadLibrary(): Library {
  const { PhoneNumberFormat, PhoneNumberUtil } = createRequire(import.meta.url)(
    'google-libphonenumber',
  ) as typeof import('google-libphonenumber')
  const { ValidationResult } = PhoneNumberUtil
  return {
    util: PhoneNumberUtil.getInstance(),
    e164: PhoneNumberFormat.E164,
    refusalOf: {
      [ValidationResult.INVALID_COUNTRY_CODE]: phoneRefusals.invalidCountry,
      [ValidationResult.TOO_SHORT]: phoneRefusals.tooShort,
      [ValidationResult.IS_POSSIBLE_LOCAL_ONLY]: phoneRefusals.tooShort,
      [ValidationResult.TOO_LONG]: phoneRefusals.tooLong,
      [ValidationResult.INVALID_LENGTH]: phoneRefusals.notANumber,
    },
  }
}
