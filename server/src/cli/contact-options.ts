import { InvalidArgumentError, Option } from 'commander'
import type { FilterItem } from '../api/search/search-schemas.ts'
import { withVariable } from './options.ts'

/** The options that choose contacts. */
export interface ChoiceOptions {
  query?: string | undefined
  filters?: FilterItem[] | undefined
}

/** `--query` and `--filters`, as in a body of Search Contacts. */
export const choiceOptions = (): Option[] => [
  withVariable(new Option('--query <text>', 'words in the name, the email, the phone or the company')),
  withVariable(
    new Option('--filters <json>', 'a JSON list, as the `filters` of POST /contacts/search').argParser(
      filtersValue,
    ),
  ),
]

function filtersValue(text: string): FilterItem[] {
  try {
    const value: unknown = JSON.parse(text)
    if (Array.isArray(value)) return value as FilterItem[]
    if (typeof value === 'object' && value !== null) return [value as FilterItem]
  } catch {
    // The sentence below says what is expected.
  }
  throw new InvalidArgumentError(
    `It is a list of conditions in JSON: '[{"field": "tags", "operator": "eq", "value": "vip"}]'.`,
  )
}
