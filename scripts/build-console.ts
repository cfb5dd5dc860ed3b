/**
 * Builds the console into `console/dist`, each file compressed with brotli and gzip, so that the server compresses
 * nothing. It is kept there: most builds of the server have no other console.
 */
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'console')
const output = join(folder, 'dist')
const modulesFile = join(output, 'modules.json')

/** The most that one script has, compressed: that of all pages, and that of each page. */
const maxScriptBytes = 180_000

/** What the server serves: a page, and the files that it loads. */
export const consoleFiles = ['index.html', 'assets'].map((name) => ({ name, path: join(output, name) }))

/** Whether no source of the console is newer than its build. */
export function isConsoleUpToDate(): boolean {
  const builtAt = modifiedAt(modulesFile)
  const sources = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
    // Generated, for the check of types alone.
    .filter((file) => !file.endsWith('schema.d.ts'))
    .map((file) => join(folder, 'src', file))
  const others = ['index.html', 'package.json', 'vite.config.ts'].map((file) => join(folder, file))
  return [...sources, ...others, join(root, 'package-lock.json'), fileURLToPath(import.meta.url)]
    .filter((file) => existsSync(file) && statSync(file).isFile())
    .every((file) => modifiedAt(file) < builtAt)
}

/** Builds the console, unless it is up to date. @returns the files that it consists of. */
export async function buildConsole(): Promise<string[]> {
  if (!isConsoleUpToDate()) {
    const { writeConsoleTypes } = await import('./console-types.ts')
    await writeConsoleTypes()
    // In a run of the tests, Vite would take React for development.
    process.env.NODE_ENV = 'production'
    const { build } = await import('vite')
    const built = await build({ root: folder, logLevel: 'warn' })
    const outputs = [built].flat().flatMap((part) => ('output' in part ? part.output : []))
    const modules = outputs.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
    for (const name of readdirSync(join(output, 'assets'))) compress(join(output, 'assets', name))
    writeFileSync(modulesFile, JSON.stringify(modules))
  }
  return JSON.parse(readFileSync(modulesFile, 'utf8'))
}

/** @throws Error if it is a script that is too large. */
function compress(file: string): void {
  const content = readFileSync(file)
  const gzipped = gzipSync(content, { level: 9 })
  if (file.endsWith('.js') && gzipped.length > maxScriptBytes)
    throw new Error(
      `${file} has ${gzipped.length} bytes compressed, more than ${maxScriptBytes}: import() what not every visit needs.`,
    )
  writeFileSync(`${file}.gz`, gzipped)
  writeFileSync(`${file}.br`, brotliCompressSync(content))
  rmSync(file)
}

/** In ms since 1970; 0 for a missing file. */
function modifiedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
