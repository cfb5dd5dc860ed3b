/** Prints test/fixtures/phones.json: google-libphonenumber's results for the inputs. */
import libphonenumber from 'google-libphonenumber'
import metadata from 'google-libphonenumber/package.json' with { type: 'json' }
import { inputsByHand, inputsOfCountries, type PhoneInput } from './inputs.ts'

const { PhoneNumberFormat, PhoneNumberType, PhoneNumberUtil } = libphonenumber
const util = PhoneNumberUtil.getInstance()

/** The reasons why a number is impossible, by the library's names. */
const reasons = Object.fromEntries(
  Object.entries(PhoneNumberUtil.ValidationResult).map(([name, number]) => [number, name]),
)

function answerOf([country, text]: PhoneInput): string {
  try {
    const number = util.parse(text, country)
    const reason = reasons[util.isPossibleNumberWithReason(number)] as string
    return reason === 'IS_POSSIBLE' ? util.format(number, PhoneNumberFormat.E164) : reason
  } catch (error) {
    return (error as Error).message
  }
}

/** Escapes invisible marks, and digits that look like others. */
const inAscii = (json: string) =>
  json.replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

const inputs = [...inputsOfCountries(util, PhoneNumberFormat, PhoneNumberType), ...inputsByHand]
const rows = inputs.map((input) => `    ${inAscii(JSON.stringify([...input, answerOf(input)]))}`)
console.info(`{
  "madeBy": "node test/phones/make-table.ts > test/fixtures/phones.json",
  "version": "google-libphonenumber ${metadata.version}",
  "rows": [
${rows.join(',\n')}
  ]
}`)
