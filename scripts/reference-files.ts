/** The files of the API reference that `npm run build` makes with packages that only the build needs. */
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import scalar from '@scalar/fastify-api-reference'
import Fastify from 'fastify'
import { withEmptyServer } from '../server/src/cli/with-empty-server.ts'
import { openApiDocument } from '../server/src/reference/openapi-document.ts'
import { sampleLines } from '../tools/samples/code-samples.ts'
import { tokenPlaceholder } from '../tools/samples/origin-markers.ts'

/** The script of the reference page, compressed. Scalar's plugin does not export it: a server that never listens requests it. */
export async function scalarScript(): Promise<Buffer> {
  const host = Fastify()
  await host.register(scalar, { routePrefix: '/docs', configuration: { url: '/openapi.json' } })
  const { body } = await host.inject('/docs/js/scalar.js')
  await host.close()
  return gzipSync(fillTokens(body), { level: 9 })
}

/** The beginning of Scalar's function that returns the sample to show, with the names of two parameters. */
const sampleFunction =
  /\bcustomCodeSamples:(\w+),[^}]*\bsecuritySchemes:(\w+),[^}]*\}\)=>\{try\{(?=[^;]*return``;)/

/** Makes Scalar fill the token of the page into the samples of the document, as it does into those it makes itself. */
function fillTokens(script: string): string {
  if (!sampleFunction.test(script)) throw new Error('This release of Scalar reads samples in another way.')
  return script.replace(sampleFunction, (found, samples: string, schemes: string) => {
    const token = `${schemes}?.map((one)=>one['x-scalar-secret-token']).find(Boolean)`
    const source = `one.source.replaceAll('${tokenPlaceholder}',()=>${token}||'${tokenPlaceholder}')`
    return `${found}${samples}=${samples}?.map((one)=>({...one,source:${source}}));`
  })
}

/** The samples of the operations of both documents, compressed. */
export async function codeSamples(): Promise<Buffer> {
  const lines = await withEmptyServer(async (app) => {
    const dated = await openApiDocument(app, '/', 'dated')
    return sampleLines(dated, await openApiDocument(app, '/', 'v3'))
  })
  // The samples are alike, and so are the documents: the window is larger than both.
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 9,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
  }
  return brotliCompressSync(lines, { params })
}
