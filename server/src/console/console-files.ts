import type { Dirent } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

/** Written by `npm run build`, with packages that only the build needs. */
const builtFolder = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../dist/console' : './console', import.meta.url),
)

/** A file of the console in the encodings that it is stored in. */
export interface ConsoleFile {
  type: string
  br: Buffer
  gzip: Buffer
  plain(): Promise<Buffer>
}

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** The built console. Reads each file at its first use, and keeps it: they are few. */
export class ConsoleFiles {
  readonly #folder: string
  #names: ReadonlySet<string> = new Set()
  readonly #files = new Map<string, Promise<ConsoleFile>>()
  #page: Promise<string> | undefined

  constructor(folder: string = builtFolder) {
    this.#folder = folder
  }

  /** The page, with a mark where its nonce belongs; undefined if the console has not been built. */
  async page(): Promise<string | undefined> {
    this.#page ??= readFile(join(this.#folder, 'index.html'), 'utf8')
    try {
      return await this.#page
    } catch (error) {
      this.#page = undefined
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      return undefined
    }
  }

  /** A script, style or image by its name, which has the hash of its content; undefined if there is none. */
  async asset(name: string): Promise<ConsoleFile | undefined> {
    const assets = join(this.#folder, 'assets')
    // It may be built after the first request.
    if (this.#names.size === 0) this.#names = await namesIn(assets)
    if (!this.#names.has(name)) return undefined
    let file = this.#files.get(name)
    if (file === undefined) {
      file = read(join(assets, name))
      this.#files.set(name, file)
      file.catch(() => this.#files.delete(name))
    }
    return file
  }
}

async function namesIn(path: string): Promise<ReadonlySet<string>> {
  const entries: Dirent[] = await readdir(path, { withFileTypes: true }).catch(() => [])
  return new Set(entries.flatMap(({ name }) => (name.endsWith('.br') ? [name.slice(0, -'.br'.length)] : [])))
}

async function read(path: string): Promise<ConsoleFile> {
  const [br, gzip] = await Promise.all([readFile(`${path}.br`), readFile(`${path}.gz`)])
  const type = types[extname(path)] ?? 'application/octet-stream'
  return { type, br, gzip, plain: () => promisify(gunzip)(gzip) }
}
