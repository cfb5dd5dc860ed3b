import { createCustomField } from '../api/custom-fields/create-custom-field.ts'
import { listCustomFields, maxCustomFields } from '../api/custom-fields/custom-field-store.ts'
import { maxTextLength } from '../api/custom-fields/values/custom-field-value.ts'
import { getLocation } from '../api/locations/find-location.ts'
import type { LocationRow } from '../api/locations/location-store.ts'
import type { Principal } from '../auth/principal.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import { InputError } from '../lib/input-error.ts'
import { makeReadyForPhones } from '../lib/phone.ts'
import type { Storage, StorageReader } from '../storage/storage.ts'
import { FieldBook } from './field-book.ts'
import type { DateOrder, ImportFormat, ImportMode } from './import-choices.ts'
import type { ImportCounts } from './import-counts.ts'
import { importRows, type RowWriter } from './import-rows.ts'
import type { Judging } from './judge-draft.ts'
import type { Mapping } from './mapping/parse-mapping.ts'
import { PreviewedAddresses } from './previewed-addresses.ts'
import { inTurns } from './reading/in-turns.ts'
import { openSource } from './reading/open-source.ts'
import { inspectFile, requireUnchanged } from './reading/text-encoding.ts'
import { RejectsFile } from './rejects-file.ts'
import { drafter } from './row-drafts.ts'
import { FileSurvey } from './survey-file.ts'
import type { RowPlace } from './write-row.ts'
import { previewRows, type Writing, writeRows } from './write-rows.ts'

export interface ImportOptions {
  file: string
  locationId: string
  /** By default that of the file's name. */
  format?: ImportFormat | undefined
  mapping?: Mapping | undefined
  mode: ImportMode
  /** Whether a bad field refuses its row. */
  strict: boolean
  /** Whether names without a custom field get one. */
  createFields: boolean
  /** Whether webhooks get events. */
  events: boolean
  dateOrder?: DateOrder | undefined
  /** The two-letter code of the country of national phones. By default the location's. */
  country?: string | undefined
  /** The file for refused rows. */
  rejects?: string | undefined
}

/** Is told what happens, for people. */
export interface ImportWatcher {
  /** A sentence. */
  say(line: string): void
  /** @param bytes read so far of the file, which is read twice. */
  advance(bytes: number, of: number): void
}

/** The stores of an import: one that only reads makes it a preview. */
export type ImportContext = { clock: Clock; ids: Ids } & ({ storage: Storage } | { reader: StorageReader })

/**
 * Imports a contact file into a location. The whole file is read once before the first row is written: for its
 * encoding, the order of its dates, and quotes that are never closed. Rows are written in groups; memory is bounded.
 * @throws InputError if the file or the mapping can't be used.
 * @throws ApiError 403 if the location does not exist, 400 if it can't have the custom fields.
 */
export async function importContacts(
  context: ImportContext,
  options: ImportOptions,
  watcher: ImportWatcher,
): Promise<ImportCounts> {
  const { file, locationId } = options
  if (options.rejects !== undefined) await RejectsFile.requireReplaceable(options.rejects)
  const store = 'storage' in context ? context.storage : context.reader
  const location = await store.read((tx) => getLocation(tx, locationId), { locationId })
  const facts = await inspectFile(file)
  const source = await openSource(file, facts, options.format)
  watcher.say(`${file}: ${source.shape}.`)
  const draftOf = drafter(source, options.mapping)
  const listed = await store.read((tx) => listCustomFields(tx, locationId), { locationId })
  const known = listed.filter(({ model }) => model === 'contact')

  const survey = new FileSurvey(new FieldBook(known))
  const whole = facts.bytes * 2
  for await (const row of inTurns(source.rows((bytes) => watcher.advance(bytes, whole))))
    survey.add(draftOf(row))
  await requireUnchanged(file, facts)
  if (survey.rows === 0 && source.format === 'vcf') throw new InputError(`${file} has no vCard.`)
  const { order, remark } =
    options.dateOrder === undefined ? survey.dateOrder(location.country) : { order: options.dateOrder }
  if (remark !== undefined) watcher.say(remark)

  if (options.createFields) requireRoomForFields(survey, listed.length)
  else refuseUnknownKeys(options.mapping, new FieldBook(known))
  const made = await makeFields(context, options, survey)
  sayUnknown(watcher, survey, options.createFields)
  const judging: Judging = {
    country: options.country ?? location.country,
    timezone: location.timezone,
    fields: new FieldBook([...known, ...made]),
    order,
    keepsCase: source.format === 'jsonl',
    ids: context.ids,
  }
  await makeReadyForPhones()
  const rejects = options.rejects === undefined ? undefined : await RejectsFile.open(options.rejects, source)
  const writing = {
    place: placeOf(location, facts.digest, options.mode),
    events: options.events,
    strict: options.strict,
  }
  try {
    const counts = await importRows(
      inTurns(source.rows((bytes) => watcher.advance(facts.bytes + bytes, whole))),
      { draftOf, judging, strict: options.strict, write: writerOf(context, writing), rejects, watcher },
    )
    await requireUnchanged(file, facts)
    // One warning names all columns that are left out. A remark about the whole file is another one.
    const isLeftOut = !options.createFields && survey.unknownNames.size > 0
    const ofFile = Number(isLeftOut) + Number(remark !== undefined)
    return { ...counts, warnings: counts.warnings + ofFile }
  } finally {
    await rejects?.close()
  }
}

function writerOf(context: ImportContext, writing: Writing): RowWriter {
  const { clock, ids } = context
  if ('storage' in context) {
    const { storage } = context
    return (rows) => writeRows({ storage, clock, ids }, writing, rows)
  }
  const previewed = new PreviewedAddresses(writing.place)
  const { reader } = context
  return async (rows) =>
    previewed.correct(rows, await previewRows({ storage: reader, clock, ids }, writing, rows))
}

function placeOf(location: LocationRow, digest: string, mode: ImportMode): RowPlace {
  const principal: Principal = {
    kind: 'private',
    sourceId: `import-${digest.slice(0, sourceDigits)}`,
    companyId: location.companyId,
    locationId: location.id,
    scopes: new Set(),
    rateLimitKey: location.id,
  }
  return { location, principal, digest, mode }
}

/** As many as make two files alike by chance unthinkable. */
const sourceDigits = 20

/** @throws InputError if a mapping names a custom field that the location does not have. */
function refuseUnknownKeys(mapping: Mapping | undefined, fields: FieldBook): void {
  for (const target of mapping?.values() ?? []) {
    if (target.kind === 'custom' && fields.find(target.name) === undefined)
      throw new InputError(
        `The location has no custom field ${target.name}: \`contactd custom-field list\` shows all, and --create-fields makes it.`,
      )
  }
}

/** @throws InputError if the location can't have a custom field for each name of the file. */
function requireRoomForFields({ unknownNames }: FileSurvey, existing: number): void {
  const room = maxCustomFields - existing
  if (unknownNames.size > room)
    throw new InputError(
      `The location has room for ${room} more custom fields, and the file needs more: take columns out of it, or create no custom fields.`,
    )
}

/** Creates a custom field for each name of the file that has none. */
async function makeFields(
  context: ImportContext,
  { createFields, locationId }: ImportOptions,
  { unknownNames }: FileSurvey,
) {
  if (!createFields || !('storage' in context) || unknownNames.size === 0) return []
  const { storage, clock, ids } = context
  return storage.write(
    async (tx) => {
      const made = []
      for (const [name, { longest, hasLines }] of unknownNames) {
        const dataType = hasLines || longest > maxTextLength ? 'LARGE_TEXT' : 'TEXT'
        // The name may be a key, in an export with two fields of one name.
        const own = name.replace(/^contact\.(?=.)/, '')
        made.push(await createCustomField(tx, { clock, ids }, locationId, { name: own, dataType }))
      }
      return made
    },
    { locationId },
  )
}

/** The most names in a sentence. */
const maxShown = 20

function sayUnknown(watcher: ImportWatcher, { unknownNames }: FileSurvey, isCreated: boolean): void {
  const names = [...unknownNames.keys()]
  if (names.length === 0) return
  const rest = names.length > maxShown ? ` and ${names.length - maxShown} more` : ''
  const list = `${names.slice(0, maxShown).join(', ')}${rest}`
  watcher.say(
    isCreated
      ? `Custom fields made: ${list}.`
      : `Left out, since no custom field has the name: ${list}. --create-fields makes them.`,
  )
}
