import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { ApiContext } from '../api/api-context.ts'
import { principalOf, requireLiveToken } from '../auth/authorization.ts'
import type { App } from '../http/app.ts'
import { errors } from '../http/errors.ts'
import { operation } from '../http/operation.ts'
import type { Pipeline } from '../http/pipeline.ts'
import { type ImportLine, importUpload } from './import-lines.ts'
import { receiveUpload, registerImportForm, requireImportForm, type Upload } from './import-upload.ts'
import { LineQueue } from './line-queue.ts'
import { RunningImports } from './running-imports.ts'

const importOperation = operation({
  operationId: 'import-contacts',
  access: { scopes: ['contacts.write'], tokens: 'location', people: 'owners', version: 'optional' },
  summary: 'Import Contacts',
  description: 'Imports a file of contacts into the location, or says what an import would change.',
  tag: 'contactd',
  body: Type.Object({ choices: Type.Optional(Type.String()), file: Type.String({ format: 'binary' }) }),
  consumes: 'multipart/form-data',
  answer: {
    status: 200,
    description: 'Lines of JSON.',
    schema: Type.String(),
    mediaType: 'application/x-ndjson',
  },
  refusals: [],
})

/** For the console, and not in the OpenAPI documents: generated clients can't read streams. */
const hidden = { ...importOperation, schema: { ...importOperation.schema, hide: true } }

/** Registers the import of an uploaded file. Its response tells what happens, a line of JSON each. */
export async function registerImportRoutes(app: App, pipeline: Pipeline, context: ApiContext): Promise<void> {
  const running = new RunningImports()

  await app.register(async (forms: App) => {
    await registerImportForm(forms)
    const authorized = pipeline.onFastify(hidden)
    const options = { ...authorized, onRequest: [authorized.onRequest, requireImportForm] }
    forms.post('/_contactd/imports', options, async (request, reply) => {
      const { locationId = '' } = principalOf(request)
      const end = running.begin(locationId)
      const upload = await receiveAllowed(request).catch((error: unknown) => {
        end()
        throw error
      })
      const lines = startImport(context, upload, locationId, {
        serverStops: pipeline.stopping,
        onEnd(failure) {
          end()
          if (failure !== undefined) request.log.error({ err: failure }, 'an import broke off')
        },
        onLeftover: (error) => request.log.warn({ err: error }, 'an uploaded file could not be removed'),
      })
      return reply
        .headers({ 'content-type': 'application/x-ndjson; charset=utf-8', 'cache-control': 'no-store' })
        .send(lines)
    })
  })
}

/**
 * Receives the form.
 * @throws ApiError 401 if the token was revoked while the form arrived, or may not make the custom fields.
 */
async function receiveAllowed(request: FastifyRequest): Promise<Upload> {
  const upload = await receiveUpload(request)
  try {
    await requireLiveToken(request)
    const { scopes } = principalOf(request)
    const missingScope = 'locations/customFields.write'
    if (upload.choices.createFields && !scopes.has(missingScope)) throw errors.scopeMissing({ missingScope })
    return upload
  } catch (error) {
    await removeUpload(upload)
    throw error
  }
}

interface ImportListener {
  serverStops: AbortSignal
  /** Called before the last line is sent, with the unexpected error, if there was one. */
  onEnd(failure: unknown): void
  /** The file could not be removed. */
  onLeftover(error: unknown): void
}

/**
 * Begins an import, or its preview, and removes the file at its end.
 * @returns the lines as they come. If they are no longer read, the import ends.
 */
function startImport(
  { storage, clock, ids }: ApiContext,
  upload: Upload,
  locationId: string,
  { serverStops, onEnd, onLeftover }: ImportListener,
): Readable {
  const gone = new AbortController()
  const lines = new LineQueue<ImportLine>()
  const from = upload.choices.dryRun ? { reader: storage, clock, ids } : { storage, clock, ids }
  void importUpload(from, upload, locationId, {
    tell: (line) => lines.add(line),
    drained: () => lines.drained(),
    stopping: AbortSignal.any([gone.signal, serverStops]),
  })
    .then(onEnd, onEnd)
    .then(() => {
      lines.end()
      return removeUpload(upload)
    })
    .catch(onLeftover)
  const stream = Readable.from(lines.read(), { objectMode: false })
  stream.once('close', () => {
    gone.abort()
    lines.close()
  })
  return stream
}

const removeUpload = ({ folder }: Upload) => rm(folder, { recursive: true, force: true })
