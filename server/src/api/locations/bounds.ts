import { InputError } from '../../lib/input-error.ts'

/** Limits of what a location holds: in characters, and in numbers. */
export const bounds = {
  id: 255,
  name: 255,
  email: 320,
  phone: 64,
  website: 2048,
  description: 5000,
  secret: 1000,
  userScopes: 500,
  locationsOfUser: 500,
  placeholder: 1000,
  option: 255,
  options: 1000,
  acceptedFormat: 20,
  acceptedFormats: 100,
  filesOfField: 50,
  fileName: 255,
  position: 1_000_000,
  customValue: 50_000,
  subject: 1000,
  templateText: 100_000,
  tag: 255,
} as const

/** @throws InputError if a text is too long. @returns the text. */
export function bounded(what: string, text: string, maxLength: number): string {
  if (isLongerThan(text, maxLength))
    throw new InputError(`The ${what} is longer than ${maxLength} characters.`)
  return text
}

/** The total size of the uploaded files of a location, unless `--upload-quota` sets another. */
export const defaultUploadQuotaBytes = 10e9

/** The most rows of a list. */
export const maxListed = 10_000

/** Counts as the schemas do, in code points. */
export const isLongerThan = (text: string, maxLength: number): boolean =>
  text.length > maxLength && [...text].length > maxLength
