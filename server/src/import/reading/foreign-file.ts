/** The first bytes of packed files, in hexadecimal: gzip, bzip2, xz, Zstandard, 7z, RAR. */
const packed = /^(1f8b|425a68|fd377a58|28b52ffd|377abcaf|52617221)/
/** The names of the first files in the ZIP archive of an XLSX or ODS file. */
const workbookParts = ['[Content_Types].xml', 'xl/', '_rels/', 'opendocument.spreadsheet']

/**
 * Recognizes files that people take for contact files, and that no reader of contacts reads.
 * @param head the first bytes of the file.
 * @param text the same as text.
 * @returns what the file is and what to do about it, to follow the name of the file; undefined for any other file.
 */
export function foreignFileIn(head: Buffer, text: string): string | undefined {
  const start = head.subarray(0, 4).toString('hex')
  const isArchive = start === '504b0304'
  if (start === 'd0cf11e0' || (isArchive && workbookParts.some((part) => head.includes(part))))
    return 'is a workbook of a spreadsheet: save the sheet as CSV and import that'
  if (isArchive || packed.test(start)) return 'is a compressed file: unpack it, and import the file in it'
  if (start === '25504446') return 'is a PDF: export the contacts as CSV, and import that'
  const beginning = text.trimStart()
  if (/^<(!doctype|html|\?xml)/i.test(beginning))
    return 'is a web page or XML: export the contacts as CSV, and import that'
  // Over several lines.
  return /^(\[|\{|\[\s*\{|\[[^\n]*,)\s*\n/.test(beginning)
    ? "is one JSON value: an import takes a line of JSON for each contact, as `jq -c '.[]'` writes them"
    : undefined
}
