import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, rootCertificates } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { trustStore } from './trust-store.ts'

/** The variables that replace the authorities of the system by those of a file. */
const bundleVariables = ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'] as const
/** Others, of which a program needs ours only if it has a value already. */
const rareBundleVariables = ['HTTPLIB2_CA_CERTS', 'NIX_SSL_CERT_FILE'] as const

/** The files that a command's variables name. */
export interface CommandFiles {
  /** For each variable of authorities, a file with those it had, or the system's, and ours. */
  bundles: Record<string, string>
  /** Our authority alone. */
  authority: string
  /** What Node.js adds to its own authorities: ours, and those that were added before. */
  extraAuthorities: string
  trustStore: string
  preload: string
  pythonFolder: string
  phpFolder: string
  remove(): void
}

/** Files of the languages, as they are. */
const languages = fileURLToPath(new URL('./languages/', import.meta.url))

/**
 * Writes the files into a new temporary folder.
 * @param caFile the authority's certificate, in PEM.
 */
export function writeCommandFiles(env: NodeJS.ProcessEnv, caFile: string): CommandFiles {
  const folder = mkdtempSync(join(tmpdir(), 'contactd-run-'))
  const ours = readFileSync(caFile, 'utf8')
  const system = systemAuthorities()
  const write = (name: string, content: string | Buffer) => {
    const file = join(folder, name)
    writeFileSync(file, content, { mode: 0o600 })
    return file
  }
  const bundle = write('authorities.pem', [...system, ours].join('\n'))
  /** The file that a variable names already, with ours added. */
  const extended = (name: string) => {
    const before = readIfFile(env[name])
    return before === undefined ? undefined : write(`${name.toLowerCase()}.pem`, `${before.trim()}\n${ours}`)
  }
  const bundles: Record<string, string> = {}
  for (const name of bundleVariables) bundles[name] = extended(name) ?? bundle
  for (const name of rareBundleVariables) {
    const file = extended(name)
    if (file !== undefined) bundles[name] = file
  }
  cpSync(languages, folder, { recursive: true })
  const phpFolder = join(folder, 'php')
  mkdirSync(phpFolder)
  const php = {
    'curl.cainfo': bundle,
    'openssl.cafile': bundle,
    auto_prepend_file: join(folder, 'prepend.php'),
  }
  write(
    'php/contactd.ini',
    Object.entries(php)
      .map(([name, value]) => `${name} = "${value}"\n`)
      .join(''),
  )
  return {
    bundles,
    authority: caFile,
    extraAuthorities: extended('NODE_EXTRA_CA_CERTS') ?? caFile,
    trustStore: write('authorities.jks', trustStore([...system, ours])),
    preload: join(folder, 'preload.cjs'),
    pythonFolder: join(folder, 'python'),
    phpFolder,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** The authorities of the system, each once; those of Node.js on a system that has none. */
function systemAuthorities(): string[] {
  const system = new Set(getCACertificates('system').map((pem) => pem.trim()))
  return system.size > 0 ? [...system] : [...rootCertificates]
}

function readIfFile(path: string | undefined): string | undefined {
  if (path === undefined || path === '') return undefined
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // A program that names a missing file has failed before, too, or did not read it.
    return undefined
  }
}
