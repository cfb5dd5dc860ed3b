import type { CustomField } from '../../api/custom-fields/custom-field.ts'
import { readCustomFieldValue } from '../../api/custom-fields/values/custom-field-value.ts'
import type { Ids } from '../../lib/ids.ts'
import { parsePhone } from '../../lib/phone.ts'
import type { DateOrder } from '../import-choices.ts'
import { cellText } from './cell-text.ts'
import { readDay } from './dates.ts'
import { readPhoneText } from './phones.ts'

export interface CustomValueContext {
  country: string
  order: DateOrder | undefined
  ids: Ids
  /** Whether a value that the API takes is sent as it came. */
  isExact: boolean
}

/** The value to send for a custom field, or why there is none. */
export type CustomVerdict = { value: unknown; remark?: string } | { refusal: string }

/** Turns the values of a row for one custom field into what the API takes for its type, by the API's own rules. */
export function customValueOf(
  field: CustomField,
  sent: readonly unknown[],
  context: CustomValueContext,
): CustomVerdict {
  const { country, ids } = context
  const read = (value: unknown) =>
    readCustomFieldValue(field, value, {
      before: undefined,
      country,
      phones: { read: parsePhone },
      uuid: ids.uuid,
    })
  const isTaken = context.isExact && sent.length === 1 && read(sent[0]).kind === 'set'
  const value = isTaken ? sent[0] : valueFor(field, sent, context)
  const verdict = read(value)
  const shown = excerpt(sent.map(cellText).join(', '))
  if (verdict.kind === 'invalid') return { refusal: `${shown} is no value of the type ${field.dataType}` }
  if (verdict.kind === 'ignored') return { refusal: `${shown} is not among the options ${optionsOf(field)}` }
  if (verdict.kind === 'set' && verdict.ignored)
    return { value, remark: `a part of ${shown} is not among the options ${optionsOf(field)}` }
  return { value }
}

function valueFor(field: CustomField, sent: readonly unknown[], context: CustomValueContext): unknown {
  const [first] = sent
  const isText = field.dataType === 'TEXT' || field.dataType === 'LARGE_TEXT'
  if (sent.length === 1 && typeof first === 'object' && !isText) return first
  // The choices of a field elsewhere may be a text here.
  const texts = sent.flatMap((value) => (isText && Array.isArray(value) ? value : [value])).map(cellText)
  const [text = ''] = texts
  switch (field.dataType) {
    case 'SINGLE_OPTIONS':
    case 'RADIO':
      return optionIn(field, text) ?? text
    case 'CHECKBOX':
    case 'MULTIPLE_OPTIONS':
      return texts.flatMap((part) => optionsIn(field, part))
    case 'DATE': {
      const verdict = readDay(text, context.order)
      return verdict.kind === 'day' ? verdict.day : text
    }
    case 'PHONE': {
      const verdict = readPhoneText(text, context.country)
      return 'e164' in verdict ? verdict.e164 : text
    }
    case 'TEXTBOX_LIST':
    case 'FILE_UPLOAD':
      return objectIn(text) ?? text
    case 'LARGE_TEXT':
      return texts.join('\n')
    case 'TEXT':
      return texts.join(', ')
    default:
      return text
  }
}

/** The rows or files of a value that an export has written as JSON. */
function objectIn(text: string): object | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    return JSON.parse(text) as object
  } catch {
    return undefined
  }
}

/** The option with that text, in any case. */
function optionIn({ picklistOptions = [] }: CustomField, text: string): string | undefined {
  const folded = text.toLowerCase()
  return picklistOptions
    .filter((option) => typeof option === 'string')
    .find((option) => option === text || option.toLowerCase() === folded)
}

/** HighLevel separates choices by commas, semicolons or full stops. An option may contain them. */
function optionsIn(field: CustomField, text: string): string[] {
  const whole = optionIn(field, text)
  if (whole !== undefined) return [whole]
  const separators = [/[,;\n]/, /[,;.\n]/]
  const tries = separators.map((separator) =>
    text
      .split(separator)
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map((part) => ({ part, option: optionIn(field, part) })),
  )
  const known = (parts: (typeof tries)[number]) => parts.filter(({ option }) => option !== undefined).length
  const [first = [], second = []] = tries
  return (known(second) > known(first) ? second : first).map(({ part, option }) => option ?? part)
}

const maxShown = 40
const maxOptionsShown = 10

function optionsOf({ picklistOptions = [] }: CustomField): string {
  const options = picklistOptions.filter((option) => typeof option === 'string')
  const rest = options.length > maxOptionsShown ? ` and ${options.length - maxOptionsShown} more` : ''
  return `${options.slice(0, maxOptionsShown).map(excerpt).join(', ')}${rest}`
}

const excerpt = (text: string) =>
  JSON.stringify(text.length > maxShown ? `${text.slice(0, maxShown)}…` : text)
