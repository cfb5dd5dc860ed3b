import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { importContacts } from './import-contacts.ts'

const server = useTestServer()
const folder = mkdtempSync(join(tmpdir(), 'contactd-odd-files-'))
afterAll(() => rmSync(folder, { recursive: true }))

const lines = (...all: string[]) => `${all.join('\n')}\n`
const card = (...all: string[]) => lines('BEGIN:VCARD', ...all, 'END:VCARD')
const utf16 = (text: string) => Buffer.from(text, 'utf16le')
const long = 'x'.repeat(200_000)
const columns = Array.from({ length: 600 }, (_, index) => `Column ${index}`)

/** A file, what becomes of its rows (new, updated, refused), and a part of what is said. */
type OddFile = [what: string, content: string | Buffer, rows: [number, number, number], said?: string]

const csv: OddFile[] = [
  [
    'a quote that closes in the next row',
    lines('Email,City', 'a@example.com,"12 in', 'b@example.com,"x",y', 'c@example.com,Rome'),
    [1, 0, 1],
    'a quote opens in it',
  ],
  [
    'a quote that takes a whole row',
    lines('Email,City,Note', 'a@example.com,"Rome,x', 'b@example.com,Bern,y"', 'c@example.com,Rome,z'),
    [1, 0, 1],
    'a quote opens in it',
  ],
  [
    'a note with an email',
    lines('Email,City,Note', 'a@example.com,Rome,"Hi,\nwrite to me, please: b@example.com, soon"'),
    [1, 0, 0],
  ],
  [
    'a second header in the middle',
    lines('Email,First Name', 'a@example.com,A', '\ufeffEmail,First Name', 'b@example.com,B'),
    [2, 0, 1],
    'it repeats the header',
  ],
  ['trailing totals', lines('Name,Email,Amount', 'A B,a@example.com,"1,50"', ',,"1,50"', ',,'), [1, 0, 1]],
  [
    'semicolons, with commas in numbers',
    lines('Name;E-Mail;Umsatz', 'A B;a@example.com;1.234,50', 'C D;c@example.com;12,5'),
    [2, 0, 0],
    'separated by semicolons',
  ],
  [
    'quoted semicolons with a mark',
    '\ufeff"Email";"Vorname"\r\n"a@example.com";"Zoë"\r\n',
    [1, 0, 0],
    'separated by semicolons',
  ],
  [
    'UTF-16 without a mark, mostly not Latin',
    utf16(lines('Имя,Email', 'Пётр Сергеевич,p@example.com')),
    [1, 0, 0],
    'UTF-16LE',
  ],
  [
    'UTF-16 with a mark, tabs',
    utf16('\ufeffEmail\tFirst Name\r\na@example.com\tZoë\r\n'),
    [1, 0, 0],
    'UTF-16LE, separated by tabs',
  ],
  [
    'Windows-1252 with its own quotes',
    Buffer.from('Email,Company\na@example.com,Caf\xe9 \x96 \x93Bar\x94\n', 'latin1'),
    [1, 0, 0],
    'Windows-1252',
  ],
  ['a header with line ends', '"E-mail\naddress","First\nName"\na@example.com,Al\n', [1, 0, 0]],
  [
    'a property twice',
    lines('First Name,First Name,Email', 'A,B,a@example.com'),
    [1, 0, 0],
    'a further firstName was left out: "B"',
  ],
  ['a custom field twice', lines('Email,Color,Color', 'a@example.com,red,blue'), [1, 0, 0], 'Left out'],
  ['empty header cells with values', lines('Email,,', 'a@example.com,x,y'), [1, 0, 0], 'Column 2, Column 3'],
  [
    'a separator at the end of the header',
    lines('Email,Name,', 'a@example.com,A B,', 'b@example.com,C D,x'),
    [2, 0, 0],
  ],
  [
    'ragged rows',
    lines('Email,Name,City', 'a@example.com', 'b@example.com,B', 'c@example.com,C,Rome,x'),
    [2, 0, 1],
    'the row has 4 cells',
  ],
  ['NULs after each cell', 'Email,First Name\0\0\na@example.com,Al\0\0\0\n', [1, 0, 0]],
  ['spaces around all', 'Email , First Name \n a@example.com , Al \n', [1, 0, 0]],
  ['mixed line ends', 'Email,City\r\na@example.com,Rome\nb@example.com,Bern\rc@example.com,Oslo', [3, 0, 0]],
  [
    'a preamble with quotes',
    lines('Notes:', '"Exported by ""us"", today"', '', 'Email,Name', 'a@example.com,A'),
    [1, 0, 0],
  ],
  ['the line of Excel', 'sep=;\r\nEmail;Name\r\na@example.com;A B\r\n', [1, 0, 0]],
  [
    'a row like the header',
    lines('Email,Phone', 'a@example.com,2015550123', 'Email,Phone'),
    [1, 0, 1],
    'it repeats the header',
  ],
  ['a person twice', lines('Email,Tags', 'a@example.com,x', 'A@EXAMPLE.COM,y'), [1, 1, 0]],
  [
    '600 columns',
    lines(['Email', ...columns].join(','), ['a@example.com', ...columns].join(',')),
    [1, 0, 0],
    'and 580 more',
  ],
  [
    'a cell of 200,000 characters',
    lines('Email,Name,City', `a@example.com,A,${long}`),
    [1, 0, 0],
    'city must be shorter',
  ],
  ['formulas', lines('Name,Email,Phone', '"=HYPERLINK(""x"")",a@example.com,"=""+12015550123"""'), [1, 0, 0]],
  ['guarded formulas behind semicolons', lines('Name,Email', "A;'=cmd,a@example.com"), [1, 0, 0]],
  [
    'rounded phones and counted days',
    lines('Email,Phone,Birthday', 'a@example.com,1.20156E+10,32874'),
    [1, 0, 0],
    'digits are lost',
  ],
  ['marks of direction and emoji', lines('Name,Phone', '👩‍👩‍👧 Ana,\u202a+1 201-555-0123\u202c'), [1, 0, 0]],
  [
    'bars, and tags with commas',
    lines('email|last name|tags', 'a@example.com|B|x,y'),
    [1, 0, 0],
    'separated by bars',
  ],
  [
    'several phones in quotes, with tabs',
    lines('"Email"\t"Phone"', '"a@example.com"\t"(201) 555-0123; (201) 555-0124"'),
    [1, 0, 0],
  ],
  ['separators of lines of Unicode', 'Email,Name\na@example.com,A\u2028B\u0085\n', [1, 0, 0]],
]

const vcf: OddFile[] = [
  [
    'a card within a card',
    card(
      'VERSION:2.1',
      'N:Boss;Bea',
      'AGENT:',
      card('N:Agent;Al', 'TEL:2015550123').trim(),
      'EMAIL:bea@example.com',
    ),
    [2, 0, 0],
  ],
  [
    'a card without its beginning',
    `${card('FN:One A')}FN:Two B\nEMAIL:two@example.com\nEND:VCARD\n`,
    [2, 0, 0],
  ],
  ['a card without its end', `BEGIN:VCARD\nFN:One A\n${card('FN:Two B')}`, [2, 0, 0]],
  ['a card that the file cuts off', `${card('FN:One A')}BEGIN:VCARD\nFN:Two B\n`, [2, 0, 0]],
  ['lines between cards', `Sent from a phone\n${card('FN:One A')}\n--\n${card('FN:Two B')}Bye\n`, [2, 0, 0]],
  ['an empty card', `${card()}${card('FN:A B')}`, [1, 0, 1], 'Contacts without email'],
  [
    'soft line breaks of 2.1',
    card(
      'VERSION:2.1',
      'N;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=C3=96z;=',
      '=C3=9Cl=',
      'k=C3=BC;;;',
      'TEL;CELL:2015550123',
    ).replaceAll('\n', '\r\n'),
    [1, 0, 0],
  ],
  [
    'a folded photo',
    card(
      'VERSION:3.0',
      'FN:Al B',
      'PHOTO;ENCODING=b;TYPE=JPEG:QUJD',
      ` ${'QUJD'.repeat(50_000)}`,
      'EMAIL:al@example.com',
    ),
    [1, 0, 0],
  ],
  ['small letters and spaces', 'begin:vcard \nversion:3.0\nfn:Al B\nend:vcard\n', [1, 0, 0]],
  ['UTF-16', utf16(`\ufeff${card('VERSION:3.0', 'FN:Zoë B', 'TEL:2015550123')}`), [1, 0, 0], 'UTF-16LE'],
  [
    'a group among persons',
    `${card('FN:One A')}${card('KIND:group', 'FN:Friends')}`,
    [1, 0, 1],
    'is a group',
  ],
]

const jsonl: OddFile[] = [
  [
    'a mark, CR LF and empty lines',
    '\ufeff{"email":"a@example.com"}\r\n\r\n{"email":"b@example.com"}',
    [2, 0, 0],
  ],
  ['a list in a line', '[{"email":"a@example.com"}]\n', [0, 0, 1], 'not a JSON object'],
  ['a line that is cut off', '{"email":"a@example.com"}\n{"email":"b@exam', [1, 0, 1], 'not a JSON object'],
  [
    'values of other types',
    '{"email":["a@example.com"],"firstName":7,"tags":null,"phone":{"a":1}}\n',
    [1, 0, 0],
    'phone',
  ],
]

describe('BR-743 each row of a file of an odd shape is new, updated, unchanged or refused', () => {
  const files = Object.entries({ csv, vcf, jsonl }).flatMap(([ending, odd]) =>
    odd.map((file) => [`${ending}: ${file[0]}`, ending, file] as const),
  )

  it.each(files)('%s', async (_name, ending, [, content, [created, updated, rejected], sentence = '']) => {
    const locationId = await server.fixtures.location(server.companyId, { timezone: 'UTC' })
    const file = join(folder, `${locationId}.${ending}`)
    writeFileSync(file, content)
    const said: string[] = []
    const bring = () =>
      importContacts(
        { storage: server.storage, clock: server.clock, ids: server.ids },
        { file, locationId, mode: 'upsert', strict: false, createFields: false, events: false },
        { say: (line) => said.push(line), advance: () => undefined },
      )
    const rows = created + updated + rejected
    expect(await bring()).toMatchObject({ rows, created, updated, unchanged: 0, rejected })
    expect(said.join('\n')).toContain(sentence)
    expect(await bring()).toMatchObject({ rows, created: 0, unchanged: created + updated, rejected })
  })
})
