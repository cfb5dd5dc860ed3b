import { spawnSync } from 'node:child_process'
import { cpSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { machinesChromium } from '../support/browser.ts'
import { temporaryFolder } from '../support/program.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const timeout = 300_000

/** The examples, with runners that are too large for the workspace. */
let folder: string
beforeAll(() => {
  folder = temporaryFolder()
  cpSync(join(root, 'examples/testing'), folder, { recursive: true })
  const packages = ['jest@30.5.2', '@playwright/test@1.65.1']
  const args = ['install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', ...packages]
  // The registry may need settings of the environment: its address, a proxy, an authority.
  const installed = run('npm', args, process.env)
  expect(installed.status, installed.output).toBe(0)
  symlinkSync(join(root, 'server'), join(folder, 'node_modules/contactd'))
}, timeout)

/** Runs a command in an environment that has nothing of this test's runner. */
function run(command: string, args: string[], more: NodeJS.ProcessEnv = {}) {
  const path = `${dirname(process.execPath)}:${process.env.PATH}`
  const env = { PATH: path, HOME: process.env.HOME, ...more }
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8', timeout, env })
  return { status, output: `${stdout}${stderr}` }
}

describe('the examples of tests', () => {
  it('BR-600 pass with jest', { timeout }, () => {
    const jest = join(folder, 'node_modules/jest/bin/jest.js')
    const args = ['--experimental-vm-modules', jest, 'jest']
    expect(run(process.execPath, args)).toMatchObject({
      status: 0,
      output: expect.stringContaining('3 passed'),
    })
  })

  it.runIf(machinesChromium)('BR-600 pass with Playwright', { timeout }, () => {
    const launchOptions = { executablePath: machinesChromium, args: ['--no-sandbox'] }
    const config = `export default ${JSON.stringify({ use: { launchOptions } })}\n`
    writeFileSync(join(folder, 'playwright.config.js'), config)
    const playwright = join(folder, 'node_modules/@playwright/test/cli.js')
    expect(run(process.execPath, [playwright, 'test', 'playwright'])).toMatchObject({
      status: 0,
      output: expect.stringContaining('2 passed'),
    })
  })
})
