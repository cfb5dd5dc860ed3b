import { fetchSample } from './fetch-sample.ts'
import {
  correctHttpClient,
  correctNative,
  correctOkHttp,
  correctPowerShell,
  correctRuby,
  type Generate,
  postmanGenerator,
} from './postman-samples.ts'
import { type SampledDocument, type SampledRequest, sampledRequests } from './sampled-request.ts'
import { type SdkMethods, sdkMethods, sdkSample } from './sdk-sample.ts'

/** An entry of the list `x-codeSamples` of an operation. */
export interface CodeSample {
  /** The language, as highlighters name it. */
  lang: string
  label: string
  /** A complete program, with markers for the origin. */
  source: string
}

/** What makes each sample but the official SDK's, in the order of the list. */
const generators = (): { lang: string; label: string; generate: Generate }[] => [
  { lang: 'curl', label: 'curl', generate: postmanGenerator('curl', 'curl') },
  { lang: 'javascript', label: 'Node.js Axios', generate: postmanGenerator('nodejs', 'Axios') },
  {
    lang: 'javascript',
    label: 'Node.js Native',
    generate: postmanGenerator('nodejs', 'Native', correctNative),
  },
  { lang: 'javascript', label: 'Node.js Request', generate: postmanGenerator('nodejs', 'Request') },
  { lang: 'javascript', label: 'Node.js Unirest', generate: postmanGenerator('nodejs', 'Unirest') },
  { lang: 'javascript', label: 'Node.js fetch', generate: fetchSample },
  {
    lang: 'python',
    label: 'Python http.client',
    generate: postmanGenerator('python', 'http.client', correctHttpClient),
  },
  { lang: 'python', label: 'Python Requests', generate: postmanGenerator('python', 'Requests') },
  { lang: 'php', label: 'PHP cURL', generate: postmanGenerator('php', 'cURL') },
  { lang: 'java', label: 'Java OkHttp', generate: postmanGenerator('java', 'OkHttp', correctOkHttp) },
  { lang: 'go', label: 'Go', generate: postmanGenerator('go', 'Native') },
  { lang: 'ruby', label: 'Ruby', generate: postmanGenerator('ruby', 'Net::HTTP', correctRuby) },
  {
    lang: 'powershell',
    label: 'PowerShell',
    generate: postmanGenerator('powershell', 'RestMethod', correctPowerShell),
  },
]

/** Makes samples of requests. */
export class SampleMaker {
  readonly #generators = generators()
  readonly #sdkMethods: SdkMethods = sdkMethods()

  /**
   * The samples of a request.
   * @param datedPath the path of the operation in the dated versions, if it has another one under v3.
   */
  samplesOf(request: SampledRequest, datedPath = request.path): CodeSample[] {
    const sources = this.#generators.map(({ generate, ...named }) => ({
      ...named,
      source: generate(request),
    }))
    const source = sdkSample(request, this.#sdkMethods, datedPath)
    const ofSdk = source === undefined ? [] : [{ lang: 'javascript', label: 'Node.js SDK', source }]
    // Scalar remembers a sample by its place among those of its language, so the one that may be missing is the last.
    const end = sources.findLastIndex(({ lang }) => lang === 'javascript') + 1
    return sources.toSpliced(end, 0, ...ofSdk)
  }
}

/**
 * The samples of all operations, a line for each: the kind of the versions (`dated`, `v3`), the id of the operation and
 * the JSON of its samples, separated by tabs.
 */
export function sampleLines(dated: SampledDocument, version3: SampledDocument): string {
  const maker = new SampleMaker()
  const requests = sampledRequests(dated)
  const datedPaths = new Map(requests.map(({ operationId, path }) => [operationId, path]))
  const linesOf = (kind: string, list: readonly SampledRequest[]) =>
    list.map((request) => {
      const { operationId } = request
      const samples = maker.samplesOf(request, datedPaths.get(operationId))
      return `${kind}\t${operationId}\t${JSON.stringify(samples)}\n`
    })
  return [...linesOf('dated', requests), ...linesOf('v3', sampledRequests(version3))].join('')
}
