/** ASCII needs only lower case, and most stored and queried text is ASCII. */
const ascii = /^[\0-\x7f]*$/

/**
 * Folds text for case-insensitive comparison in any script: composed (NFC), then lower, upper and lower case, so that
 * characters match that a single conversion would keep apart (`ß` and `SS`, the Kelvin sign and `k`, `ſ` and `s`),
 * with a final sigma as a sigma. Folding is idempotent. For comparisons and look-ups only, never for responses.
 */
export const foldCase = (text: string): string =>
  ascii.test(text) ? text.toLowerCase() : foldAnyScript(text)

const foldAnyScript = (text: string): string =>
  text.normalize('NFC').toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFC')
