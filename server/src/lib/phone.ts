import {
  type CountryCode,
  isSupportedCountry,
  ParseError,
  parsePhoneNumberWithError,
  validatePhoneNumberLength,
} from 'libphonenumber-js/min'

/** HighLevel passes the words of Google's libphonenumber through; libphonenumber-js has codes instead. */
export const phoneRefusals = {
  notANumber: 'The string supplied did not seem to be a phone number',
  tooShort: 'The string supplied is too short to be a phone number',
  tooLong: 'The string supplied is too long to be a phone number',
  invalidCountry: 'Invalid country calling code',
} as const

const sentenceOfCode: Record<string, string> = {
  NOT_A_NUMBER: phoneRefusals.notANumber,
  INVALID_COUNTRY: phoneRefusals.invalidCountry,
  TOO_SHORT: phoneRefusals.tooShort,
  TOO_LONG: phoneRefusals.tooLong,
  INVALID_LENGTH: phoneRefusals.notANumber,
}

export type PhoneVerdict = { e164: string } | { refusal: string }

/** What one reading strips, another may find more of (a second trunk prefix): so often it is read at most. */
const maxReadings = 4

/**
 * Normalises a phone number to E.164. A number that is possible but assigned to nobody (`+15551234567`) is
 * one; an extension is left out. What is answered reads to itself.
 * @param country the two-letter code of the country whose national numbers are meant.
 */
export function parsePhone(text: string, country: string): PhoneVerdict {
  let reading = text.trim()
  for (let readings = 0; readings < maxReadings; readings++) {
    const verdict = readOnce(reading, country)
    if ('refusal' in verdict || verdict.e164 === reading) return verdict
    reading = verdict.e164
  }
  return refusal('NOT_A_NUMBER')
}

function readOnce(text: string, country: string): PhoneVerdict {
  const defaultCountry = isSupportedCountry(country) ? (country as CountryCode) : undefined
  try {
    const number = parsePhoneNumberWithError(text, {
      ...(defaultCountry && { defaultCountry }),
      extract: false,
    })
    if (number.isPossible()) return { e164: number.number }
    return refusal(validatePhoneNumberLength(text, defaultCountry))
  } catch (error) {
    if (error instanceof ParseError) return refusal(error.message)
    throw error
  }
}

const refusal = (code: string | undefined) => ({
  refusal: sentenceOfCode[code ?? ''] ?? phoneRefusals.notANumber,
})
