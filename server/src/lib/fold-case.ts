/** ASCII folds by lower case alone: most of what is stored and asked for takes this way. */
const ascii = /^[\0-\x7f]*$/

/**
 * Text as it is compared without regard to case, in any script: composed (NFC), then lower, upper and lower
 * case, so that what one of them alone holds apart meets (`ß` and `SS`, the Kelvin sign and `k`, `ſ` and `s`),
 * with a final sigma as a sigma. Folding twice changes nothing. For comparing and looking up, never for answers.
 */
export const foldCase = (text: string): string =>
  ascii.test(text) ? text.toLowerCase() : foldAnyScript(text)

const foldAnyScript = (text: string): string =>
  text.normalize('NFC').toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFC')
