import { excerpt, searchRefused } from './api-error.ts'

/** The errors of searches. */
export const searchErrorTable = {
  searchFieldInvalid: searchRefused(
    (field: string) => `Invalid field ${excerpt(field)}`,
    'The field does not exist, or rows cannot be sorted by it.',
    'additional_phones',
  ),
  searchOperatorInvalid: searchRefused(
    (operator: string, field: string) => `Invalid operator ${excerpt(operator)} for field ${excerpt(field)}`,
    'The field does not support the operator.',
    'contains',
    'email',
  ),
  searchValueInvalid: searchRefused(
    (operator: string, field: string) => `Invalid value for operator ${operator} of field ${excerpt(field)}`,
    'The operator does not accept the value.',
    'range',
    'dateAdded',
  ),
  searchAfterInvalid: searchRefused(
    'searchAfter must be that of a row under the same sort',
    'The `searchAfter` does not come from a row under the same sort.',
  ),
  pageAndSearchAfter: searchRefused(
    'page and searchAfter must not be sent together',
    'Both `page` and `searchAfter` are sent.',
  ),
  pageTooFar: searchRefused(
    (limitName: string, limit: number, instead: 'searchAfter' | 'startAfter') =>
      `page times ${limitName} must not be greater than ${limit}: use ${instead}`,
    'The page is too far from the first.',
    'pageLimit',
    10_000,
    'searchAfter',
  ),
  pageTooLarge: searchRefused(
    (rows: string) => `The ${rows} of this page are too large together: ask for fewer`,
    'The rows of the page are larger than 16 MiB in total.',
    'contacts',
  ),
} as const
