import { readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { isObject, type Json, type JsonObject } from './json.ts'
import { SpecError } from './spec-error.ts'

/** The maximum size of a file. HighLevel's largest has 0.2 MB. */
const maxFileBytes = 16 * 1024 ** 2
/** The maximum number of files read for one, including itself. */
const maxFiles = 16

/** The target of a reference: a value, its file, its name there, and an id of both. */
export interface Target {
  value: JsonObject
  path: string
  name: string
  id: string
}

/** A file and the files that it refers to. Each is read once, when it is needed. Nothing is fetched. */
export class Documents {
  readonly #byPath = new Map<string, JsonObject>()

  /** @throws SpecError if the file is missing, too large or not a JSON object, or if there are too many files. */
  open(file: string): { path: string; document: JsonObject } {
    const path = resolve(file)
    const known = this.#byPath.get(path)
    if (known) return { path, document: known }
    if (this.#byPath.size === maxFiles)
      throw new SpecError(`The file refers to more than ${maxFiles} others.`)
    const document = readJson(path)
    this.#byPath.set(path, document)
    return { path, document }
  }

  /**
   * Follows a reference such as `#/components/schemas/Task` or `../common/common.json#/components/…`.
   * @throws SpecError if the target does not exist.
   */
  follow(reference: string, from: string): Target {
    const [file = '', pointer = ''] = reference.split('#', 2)
    const { path, document } = this.open(file === '' ? from : placeOf(file, from))
    const steps = pointer.split('/').slice(1).map(unescapeStep)
    let value: Json | undefined = document
    for (const step of steps) value = isObject(value) ? value[step] : undefined
    if (!isObject(value))
      throw new SpecError(`The reference ${reference} in ${basename(from)} leads nowhere.`)
    return { value, path, name: steps.at(-1) ?? '', id: `${path}#${pointer}` }
  }
}

const unescapeStep = (step: string) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')

/** The path as written, or if that does not exist, relative to the folder of the file that names it. */
function placeOf(file: string, from: string): string {
  const said = resolve(dirname(from), file)
  return isFile(said) ? said : join(dirname(from), basename(file))
}

const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() === true

function readJson(path: string): JsonObject {
  if (!isFile(path)) throw new SpecError(`There is no file ${path}.`)
  if (statSync(path).size > maxFileBytes) {
    throw new SpecError(`${path} is larger than ${maxFileBytes / 1024 ** 2} MiB.`)
  }
  const value = parse(path)
  if (!isObject(value)) throw new SpecError(`${path} holds no JSON object.`)
  return value
}

function parse(path: string): Json {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new SpecError(`${path} can't be read as JSON: ${(error as Error).message}.`, { cause: error })
  }
}
