import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { Type } from 'typebox'
import type { ApiContext } from '../api/api-context.ts'
import { principalOf, requireLiveToken } from '../auth/authorization.ts'
import type { App } from '../http/app.ts'
import { errors } from '../http/errors.ts'
import { operation } from '../http/operation.ts'
import type { Pipeline } from '../http/pipeline.ts'
import { type ImportLine, importUpload } from './import-lines.ts'
import { receiveUpload, registerImportForm, requireImportForm } from './import-upload.ts'

/** The most imports at once in a process: each reads and writes as fast as it can. */
const maxImports = 2

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
  const { storage, clock, ids } = context
  let running = 0

  await app.register(async (forms: App) => {
    await registerImportForm(forms)
    const authorized = pipeline.onFastify(hidden)
    const options = { ...authorized, onRequest: [authorized.onRequest, requireImportForm] }
    forms.post('/_contactd/imports', options, async (request, reply) => {
      const principal = principalOf(request)
      if (running >= maxImports) throw errors.tooMany('imports at once', maxImports)
      running += 1
      let isHandedOver = false
      try {
        const upload = await receiveUpload(request)
        const { dryRun, createFields } = upload.choices
        const release = () => rm(upload.folder, { recursive: true, force: true })
        try {
          // The form may have been slow to arrive.
          await requireLiveToken(request)
          if (createFields && !principal.scopes.has('locations/customFields.write'))
            throw errors.scopeMissing({ missingScope: 'locations/customFields.write' })
        } catch (error) {
          await release()
          throw error
        }
        const gone = new AbortController()
        const stopping = AbortSignal.any([gone.signal, pipeline.stopping])
        const from = dryRun ? { reader: storage, clock, ids } : { storage, clock, ids }
        const lines = new Lines()
        isHandedOver = true
        const work = importUpload(from, upload, principal.locationId ?? '', {
          tell: (line) => lines.add(line),
          drained: () => lines.drained(),
          stopping,
        })
          .then((error) => error !== undefined && request.log.error({ err: error }, 'an import broke off'))
          .finally(async () => {
            running -= 1
            lines.end()
            await release()
          })
        work.catch((error: unknown) =>
          request.log.warn({ err: error }, 'an uploaded file could not be removed'),
        )
        const stream = Readable.from(lines.read(), { objectMode: false })
        stream.once('close', () => {
          gone.abort()
          lines.close()
        })
        return reply
          .headers({ 'content-type': 'application/x-ndjson; charset=utf-8', 'cache-control': 'no-store' })
          .send(stream)
      } finally {
        if (!isHandedOver) running -= 1
      }
    })
  })
}

/** Lines on their way to the client. */
class Lines {
  #waiting: ImportLine[] = []
  #isEnded = false
  #isClosed = false
  #wakeReader = () => {}
  #wakeWriter = () => {}

  add(line: ImportLine): void {
    this.#waiting.push(line)
    this.#wakeReader()
  }

  /** Waits until the client has read the lines, or is gone. */
  async drained(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#isClosed) {
      await new Promise<void>((resolve) => {
        this.#wakeWriter = resolve
      })
    }
  }

  /** No line follows. */
  end(): void {
    this.#isEnded = true
    this.#wakeReader()
  }

  /** The client is gone. */
  close(): void {
    this.#isClosed = true
    this.#wakeWriter()
  }

  async *read(): AsyncGenerator<string> {
    for (;;) {
      const taken = this.#waiting
      this.#waiting = []
      for (const line of taken) yield `${JSON.stringify(line)}\n`
      this.#wakeWriter()
      if (this.#waiting.length > 0) continue
      if (this.#isEnded) return
      await new Promise<void>((resolve) => {
        this.#wakeReader = resolve
      })
    }
  }
}
