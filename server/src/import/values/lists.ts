import { parse } from 'csv-parse/sync'
import { cellText } from './cell-text.ts'

/** Google's separator of values of one type. */
const googles = / ::: /

/**
 * The tags in a cell: between commas, semicolons or Google's ` ::: `, without Google's own groups (`* myContacts`), or
 * Mailchimp's list of quoted names.
 */
export function splitTags(text: string): string[] {
  const isQuoted = /^".*"$/s.test(text)
  const parts = isQuoted ? quotedNames(text) : text.split(googles.test(text) ? googles : /[,;\n]/)
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '' && (isQuoted || !/^\*(\s|$)/.test(part)))
}

/** `"VIP","Spring 2026"` */
function quotedNames(text: string): string[] {
  try {
    return (parse(text, { relax_quotes: true, trim: true }) as string[][]).flat()
  } catch {
    return text.split(',')
  }
}

/** Several emails in a cell. No email has white space, and none of these signs. */
export const splitEmails = (text: string): string[] =>
  text
    .split(/\s*(?::::|[,;\n])\s*/)
    .map((part) =>
      part
        .replace(/^mailto:/i, '')
        .replace(/^.*<([^<>]*)>$/, '$1')
        .trim(),
    )
    .filter((part) => part !== '')

/** Several phones in a cell. A slash between white space separates, one within a number does not. */
export const splitPhones = (text: string): string[] =>
  (isRounded(text) ? [text] : text.split(/\s*(?::::|[,;\n]|\s\/\s)\s*(?=\S)/))
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** Cells of JSON may be lists, of texts or of objects with one. */
export const textsOf = (cell: unknown, property: string, split: (text: string) => string[]): string[] =>
  Array.isArray(cell)
    ? cell.map((item) => itemText(isObject(item) ? item[property] : item)).filter((text) => text !== '')
    : split(cellText(cell))

/** Lists are from JSON, which needs no apostrophe before a plus. */
const itemText = (item: unknown): string => (typeof item === 'string' ? item.trim() : cellText(item))

const isObject = (item: unknown): item is Record<string, unknown> => typeof item === 'object' && item !== null

/** `4,93023E+11`: a spreadsheet has rounded a phone. */
export const isRounded = (text: string): boolean => /^\d[.,]\d+E\+?\d+$/i.test(text.trim())
