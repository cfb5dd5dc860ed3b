import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attachmentHeader, hasAcceptedFormat, safeFileName, safeMimeType } from './file-name.ts'

describe('safeFileName', () => {
  it.each([
    ['report.pdf', 'report.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\cv.docx', 'cv.docx'],
    ['a\r\nSet-Cookie: x=1', 'aSet-Cookie: x=1'],
    ['nul\0.txt', 'nul.txt'],
    ['Résumé 🎉 سيرة.pdf', 'Résumé 🎉 سيرة.pdf'],
    ['__proto__', '__proto__'],
    ['  spaced .txt ', 'spaced .txt'],
    ['half \ud83c.txt', 'half \ufffd.txt'],
    ['..', 'file'],
    ['.', 'file'],
    ['folder/', 'file'],
    ['', 'file'],
    [undefined, 'file'],
  ])('%j → %j', (sent, name) => {
    expect(safeFileName(sent)).toBe(name)
  })

  it('is never empty, never a path, and at most 255 characters long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (sent) => {
        const name = safeFileName(sent)
        expect(name).not.toMatch(/[/\\\p{Cc}]|^\.{0,2}$/u)
        expect([...name].length).toBeLessThanOrEqual(255)
        expect(safeFileName(name)).toBe(name)
      }),
    )
  })
})

describe('attachmentHeader', () => {
  it('is ASCII that decodes to the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (name) => {
        const [, encoded = ''] =
          /^attachment; filename\*=UTF-8''([A-Za-z0-9%._~!-]*)$/.exec(attachmentHeader(name)) ?? []
        expect(decodeURIComponent(encoded)).toBe(name)
      }),
    )
  })
})

describe('hasAcceptedFormat', () => {
  it.each([
    ['a.pdf', ['.pdf'], true],
    ['A.PDF', ['pdf'], true],
    ['a.pdf.exe', ['.pdf'], false],
    ['pdf', ['.pdf'], false],
    ['a.jpeg', ['.pdf', '.JPEG'], true],
    ['anything', [], true],
    ['anything', undefined, true],
  ])('%s with the formats %j: %s', (fileName, acceptedFormat, verdict) => {
    expect(hasAcceptedFormat(fileName, acceptedFormat)).toBe(verdict)
  })
})

describe('safeMimeType', () => {
  it.each([
    ['text/csv', 'text/csv'],
    ['Image/PNG', 'image/png'],
    ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', undefined],
    ['image/svg+xml', 'image/svg+xml'],
    ['text/html; charset=x', 'application/octet-stream'],
    ['text/html\r\nX: y', 'application/octet-stream'],
    ['nonsense', 'application/octet-stream'],
    ['', 'application/octet-stream'],
  ])('%j → %j', (sent, type) => {
    expect(safeMimeType(sent)).toBe(type ?? sent)
  })
})
