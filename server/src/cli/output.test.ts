import { spawnSync } from 'node:child_process'
import { afterEach, expect, test, vi } from 'vitest'
import { launcher, temporaryFolder } from '../../../test/support/program.ts'
import { counted, printFields, printTable } from './output.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

function printed(print: () => void): string {
  let text = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += chunk
    return true
  })
  print()
  vi.restoreAllMocks()
  return text
}

test('a table has aligned columns, and no blanks at the ends of its lines', () => {
  expect(
    printed(() =>
      printTable(
        ['ID', 'NAME'],
        [
          ['1', 'a long name'],
          ['222', ''],
        ],
      ),
    ),
  ).toBe('ID   NAME\n1    a long name\n222\n')
})

test('a record is printed without its unset fields', () => {
  expect(printed(() => printFields({ id: '1', locationId: undefined, name: 'A' }))).toBe('id    1\nname  A\n')
})

test('control characters are not printed', () => {
  expect(printed(() => printFields({ name: 'a\x1b[2Jb\nc' }))).toBe('name  a\uFFFD[2Jb\uFFFDc\n')
  expect(printed(() => printTable(['NAME'], [['a\x1b[2Jb\nc']]))).toBe('NAME\na\uFFFD[2Jb\uFFFDc\n')
})

const inShell = (line: string) =>
  spawnSync('sh', ['-c', line], { cwd: temporaryFolder(), encoding: 'utf8', timeout: 20_000 })

test('a reader that stops reading ends a command quietly', () => {
  const { stdout, stderr } = inShell(`"${launcher}" openapi | head -c 5`)
  expect({ stdout, stderr }).toEqual({ stdout: '{\n  "', stderr: '' })
})

test.each([
  ['help serve | head -1', 'Usage: contactd serve [options]\n'],
  ['migrate --json 2>&- | head -c 1', '{'],
])('BR-372 a closed pipe ends a command quietly: %s', (line, stdout) => {
  const { status, ...output } = inShell(`"${launcher}" ${line}`)
  expect({ status, stdout: output.stdout, stderr: output.stderr }).toEqual({ status: 0, stdout, stderr: '' })
})

test('the noun is in the singular after 1', () => {
  expect([0, 1, 2].map((count) => counted(count, 'row'))).toEqual(['0 rows', '1 row', '2 rows'])
})

test('a full stdout is a failure', () => {
  const { status, stderr } = inShell(`"${launcher}" migrate --json > /dev/full`)
  expect(status).toBe(1)
  expect(stderr).toMatch(/^contactd: stdout can't be written: ENOSPC/)
})
