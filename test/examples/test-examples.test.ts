import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { launcher, temporaryFolder } from '../support/program.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const examples = join(root, 'examples/testing')
const timeout = 120_000

/** A copy of the examples, which finds the packages of the workspace, `contactd` among them. */
function copyOfExamples(): string {
  const folder = temporaryFolder()
  cpSync(examples, folder, { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

/** Runs a command in an environment that has nothing of this test's runner. */
function run(command: string, args: string[], cwd: string) {
  const path = `${dirname(process.execPath)}:${process.env.PATH}`
  const env = { PATH: path, HOME: process.env.HOME, XDG_STATE_HOME: cwd, CONTACTD: launcher }
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', timeout, env })
  return { status, output: `${stdout}${stderr}` }
}

const hasPytest = spawnSync('python3', ['-m', 'pytest', '--version']).status === 0

describe('the examples of tests', { timeout }, () => {
  it('BR-600 pass with node:test', () => {
    const { status, output } = run(process.execPath, ['--test', 'node/sign-up.test.js'], copyOfExamples())
    expect({ status, output }).toMatchObject({ status: 0, output: expect.stringContaining('pass 4') })
  })

  it('BR-600 pass with vitest', () => {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs')
    const { status, output } = run(process.execPath, [vitest, 'run', 'vitest'], copyOfExamples())
    expect({ status, output }).toMatchObject({ status: 0, output: expect.stringContaining('3 passed') })
  })

  it.runIf(hasPytest)('BR-600 pass with pytest', () => {
    const { status, output } = run(
      'python3',
      ['-m', 'pytest', '-p', 'no:cacheprovider', 'pytest'],
      copyOfExamples(),
    )
    expect({ status, output }).toMatchObject({ status: 0, output: expect.stringContaining('2 passed') })
  })
})

describe('docs/testing.md', () => {
  const page = readFileSync(join(root, 'docs/testing.md'), 'utf8')

  it.each(['sign-up.js', 'node/sign-up.test.js', 'vitest/sign-up.test.js', 'pytest/conftest.py'])(
    'leads to %s',
    (file) => expect(page).toContain(`../examples/testing/${file}`),
  )

  const shown = [
    'vitest/sign-up.test.js',
    'jest/sign-up.test.js',
    'playwright/sign-up.spec.js',
    'pytest/conftest.py',
    'pytest/test_sign_up.py',
  ]
  it.each(shown)('shows %s', (file) =>
    expect(page).toContain(`\n${readFileSync(join(examples, file), 'utf8')}\`\`\`\n`),
  )
})
