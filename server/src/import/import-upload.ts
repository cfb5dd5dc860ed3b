import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import multipart from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { contentOf, formParts } from '../api/documents/upload-form.ts'
import { excerpt } from '../http/api-error.ts'
import type { App } from '../http/app.ts'
import { errors } from '../http/errors.ts'
import { countryCodes } from '../lib/countries.ts'
import { type DateOrder, dateOrders, type ImportMode, importModes } from './import-choices.ts'
import { makeUploadFolder } from './upload-folder.ts'

/** The largest file that is taken; the command takes any. */
const maxUploadBytes = 100 * 1024 ** 2
const maxFiles = 1
const maxChoicesBytes = 256 * 1024
const formBytes = 1024 ** 2

/** What a person chose for an import. */
interface UploadChoices {
  dryRun: boolean
  mode: ImportMode
  strict: boolean
  createFields: boolean
  events: boolean
  dateOrder: DateOrder | undefined
  /** The two-letter code of the country of national phones. */
  country: string | undefined
  /** A mapping as JSON. */
  mapping: string | undefined
}

/** A file that has arrived, in a folder of its own. */
export interface Upload {
  folder: string
  file: string
  choices: UploadChoices
}

/** Lets the routes of `app` read the form of an import, within limits. */
export async function registerImportForm(app: App): Promise<void> {
  await app.register(multipart, {
    throwFileSizeLimit: false,
    limits: {
      files: maxFiles,
      fileSize: maxUploadBytes,
      fields: 1,
      fieldSize: maxChoicesBytes,
      headerPairs: 20,
    },
  })
}

/** Rejects bodies that are not forms, or are too large. @throws ApiError 413, 415. */
export async function requireImportForm({ headers }: FastifyRequest): Promise<void> {
  if (!/^multipart\/form-data\s*;.*boundary=/i.test(headers['content-type'] ?? ''))
    throw errors.bodyNotMultipart()
  if (Number(headers['content-length'] ?? 0) > maxUploadBytes + formBytes) throw errors.bodyTooLarge()
}

/**
 * Stores the file of a form in the temporary folder. The caller removes its folder.
 * @throws ApiError 400, 413, 422.
 */
export async function receiveUpload(request: FastifyRequest): Promise<Upload> {
  const folder = await makeUploadFolder()
  try {
    let choices = readChoices('{}')
    let file: string | undefined
    for await (const part of formParts(request, maxFiles)) {
      if (part.type === 'field') {
        // A choice that is not read would import the file where a preview was asked for.
        if (part.name !== 'choices')
          throw errors.unprocessable([`property ${excerpt(part.name)} should not exist`])
        choices = readChoices(part.value)
        continue
      }
      file = join(folder, safeName(part.file.filename))
      await pipeline(Readable.from(contentOf(part.file)), createWriteStream(file))
    }
    if (file === undefined) throw errors.formWithoutFile()
    return { folder, file, choices }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

/** Messages name the file as the person knows it, and its ending tells the format. */
const safeName = (name: string): string => {
  const kept = (name.split(/[/\\]/).at(-1) ?? '').replace(/[^\p{L}\p{N} ._()-]/gu, '_').slice(-100)
  return /^\.*$/.test(kept) ? 'contacts.csv' : kept
}

/** @throws ApiError 422 */
function countryIn(value: unknown): string {
  const code = typeof value === 'string' ? value.toUpperCase() : ''
  if (!countryCodes.includes(code))
    throw errors.unprocessable(['country must be a two-letter country code, such as US'])
  return code
}

const choiceNames: ReadonlySet<string> = new Set<keyof UploadChoices>([
  'dryRun',
  'mode',
  'strict',
  'createFields',
  'events',
  'dateOrder',
  'country',
  'mapping',
])

/** @throws ApiError 422 */
function readChoices(text: string): UploadChoices {
  let value: Record<string, unknown>
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new Error('no object')
    value = parsed as Record<string, unknown>
  } catch {
    throw errors.unprocessable(['choices must be a JSON object'])
  }
  const { mode = 'upsert', dateOrder, country, mapping } = value
  const unknown = Object.keys(value).filter((name) => !choiceNames.has(name))
  if (unknown.length > 0)
    throw errors.unprocessable(
      unknown.slice(0, 10).map((name) => `property ${excerpt(name)} should not exist`),
    )
  const flag = (name: keyof UploadChoices): boolean => {
    const { [name]: given = false } = value
    if (typeof given !== 'boolean') throw errors.unprocessable([`${name} must be a boolean value`])
    return given
  }
  const oneOf = <Of extends string>(name: string, of: readonly Of[], given: unknown): Of => {
    const found = of.find((one) => one === given)
    if (found === undefined) throw errors.unprocessable([`${name} must be one of: ${of.join(', ')}`])
    return found
  }
  return {
    dryRun: flag('dryRun'),
    mode: oneOf('mode', importModes, mode),
    strict: flag('strict'),
    createFields: flag('createFields'),
    events: flag('events'),
    dateOrder: dateOrder === undefined ? undefined : oneOf('dateOrder', dateOrders, dateOrder),
    country: country === undefined ? undefined : countryIn(country),
    mapping: mapping === undefined ? undefined : JSON.stringify(mapping),
  }
}
