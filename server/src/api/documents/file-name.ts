import { bounds } from '../locations/bounds.ts'

/**
 * The stored name of an uploaded file: without folders and control characters, and never empty.
 * @param sent the name in the form; missing if the part has none.
 */
export function safeFileName(sent: string | undefined): string {
  const name = (sent ?? '')
    .toWellFormed()
    .replace(/^.*[/\\]/s, '')
    .replace(/\p{Cc}/gu, '')
    .trim()
  if (/^\.*$/.test(name)) return 'file'
  return [...name].slice(0, bounds.fileName).join('').trimEnd()
}

/** Whether a file name has one of the extensions (`.pdf` or `pdf`, in any case). An empty list accepts any. */
export function hasAcceptedFormat(fileName: string, acceptedFormat: readonly string[] = []): boolean {
  const name = fileName.toLowerCase()
  return (
    acceptedFormat.length === 0 ||
    acceptedFormat.some((ending) => name.endsWith(`.${ending.toLowerCase().replace(/^\./, '')}`))
  )
}

/** The header that makes browsers save a file under its name instead of showing it (RFC 6266, RFC 8187). */
export function attachmentHeader(fileName: string): string {
  const encoded = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename*=UTF-8''${encoded}`
}

/** The media type, if it is safe to send back; otherwise that of bytes. */
export const safeMimeType = (mimeType: string): string =>
  /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/i.test(mimeType)
    ? mimeType.toLowerCase()
    : 'application/octet-stream'
