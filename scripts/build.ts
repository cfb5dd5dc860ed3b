/**
 * `npm run build`: bundles the server and its threads, with their imports, into `server/dist`. A program that loads a
 * few files instead of a thousand starts in half the time. Packages with native parts or files of their own, and
 * packages that are rarely loaded, stay separate: contactd's package depends only on them. The script of the reference
 * page and the samples of the OpenAPI documents are made here, from packages that only the build needs.
 */
import {
  copyFileSync,
  cpSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildConsole, consoleFiles, isConsoleUpToDate } from './build-console.ts'
import { leanBuiltins, serverInTwoFiles } from './bundle-parts.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const sources = join(root, 'server', 'src')
const output = join(root, 'server', 'dist')
const scalarPackage = '@scalar/fastify-api-reference'
const packages = Object.keys(readJson(join(root, 'server', 'package.json')).dependencies)

// A program that starts meanwhile finds either the old or the new files.
const written = `${output}-${process.pid}`

async function build(): Promise<void> {
  const { rolldown } = await import('rolldown')
  const { plugin, codeSplitting } = serverInTwoFiles(sources)
  const bundle = await rolldown({
    cwd: root,
    platform: 'node',
    input: {
      main: join(sources, 'main.ts'),
      'require-node': join(sources, 'dev/require-node.ts'),
      'start-contactd': join(sources, 'dev/start-contactd.ts'),
      'search-worker': join(sources, 'api/search/search-worker.ts'),
      'checkpoint-worker': join(sources, 'storage/sqlite/checkpoint-worker.ts'),
      'inspect-process': join(sources, 'storage/sqlite/inspect-process.ts'),
    },
    external: packages,
    // The groups of modules may need more exports than an entry has.
    preserveEntrySignatures: 'allow-extension',
    plugins: [leanBuiltins, plugin],
    onLog: (level, log) => console.error(`${level}: ${log.message}`),
  })
  const { output: files } = await bundle.write({
    dir: written,
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    codeSplitting,
    // V8 keeps the text of a file: without comments, and with one byte a character, it takes 5 MB less. Lines and names
    // stay, for stack traces.
    comments: false,
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: false, asciiOnly: true } },
  })
  await bundle.close()
  const modules = files.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
  modules.push(...(await buildConsole()))
  for (const { name, path } of consoleFiles) cpSync(path, join(written, 'console', name), { recursive: true })
  const { codeSamples, scalarScript } = await import('./reference-files.ts')
  writeFileSync(join(written, 'scalar.js.gz'), await scalarScript())
  writeFileSync(join(written, 'samples.br'), await codeSamples())
  copyFileSync(join(root, 'LICENSE'), join(written, 'LICENSE'))
  cpSync(join(sources, 'dev', 'run', 'languages'), join(written, 'languages'), { recursive: true })
  copyFileSync(join(sources, 'dev/seed/contactd.seed.yaml'), join(written, 'contactd.seed.yaml'))
  const { seedJsonSchema, seedTypes } = await import('./seed-files.ts')
  writeFileSync(join(written, 'seed.schema.json'), seedJsonSchema())
  writeFileSync(join(written, 'start-contactd.d.ts'), declarations(seedTypes()))
  writeFileSync(join(written, 'THIRD-PARTY-LICENSES.txt'), licencesOf(modules))
  rmSync(output, { recursive: true, force: true })
  renameSync(written, output)
}

/** The types of the package: what `dev/contactd.ts` declares and imports, and its function. */
function declarations(seedTypes: string): string {
  const types = ['traffic/recorded-request.ts', 'dev/contactd.ts'].map((file) =>
    readFileSync(join(sources, file), 'utf8').replace(/^import type .*\n/gm, ''),
  )
  return `${[seedTypes, ...types].join('\n')}\nexport declare const startContactd: StartContactd\n`
}

/** The licences of the packages that the bundle contains, each with its text. */
function licencesOf(modules: readonly string[]): string {
  const inPackage = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/
  const folders = modules.flatMap((module) => module.replaceAll('\\', '/').match(inPackage) ?? [])
  folders.push(join(root, 'node_modules', scalarPackage))
  return [...new Set(folders)]
    .sort()
    .map((folder) => {
      const { name, version, license } = readJson(join(folder, 'package.json'))
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
      const text = file === undefined ? '' : `\n\n${readFileSync(join(folder, file), 'utf8').trim()}`
      return `${name} ${version}\nLicence: ${license}${text}\n`
    })
    .join(`\n${'-'.repeat(80)}\n\n`)
}

function isUpToDate(): boolean {
  const builtAt = modifiedAt(join(output, 'main.js'))
  const folders = [sources, join(root, 'tools', 'conformance', 'src'), join(root, 'tools', 'samples')]
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  )
  const others = [
    'scripts/build.ts',
    'scripts/build-console.ts',
    'scripts/bundle-parts.ts',
    'scripts/reference-files.ts',
    'scripts/seed-files.ts',
    'package-lock.json',
    'server/package.json',
  ].map((file) => join(root, file))
  if (!isConsoleUpToDate()) return false
  return [...folders, ...files, ...others].every((file) => modifiedAt(file) < builtAt)
}

/** In ms since 1970; 0 for a missing file. */
function modifiedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

function readJson(file: string) {
  return JSON.parse(readFileSync(file, 'utf8'))
}

// A server of the previous build may still load parts of it.
if (!isUpToDate()) await build().finally(() => rmSync(written, { recursive: true, force: true }))
