import type { FastifyServerOptions } from 'fastify'

/**
 * The schema validator: every violation at once, nothing coerced, nothing dropped, nothing filled in.
 * @param formats the formats that the schemas name beside the standard ones.
 */
export const validatorOptions = (
  formats: Record<string, (text: string) => boolean>,
): NonNullable<FastifyServerOptions['ajv']> => ({
  customOptions: {
    allErrors: true,
    verbose: true,
    coerceTypes: false,
    removeAdditional: false,
    useDefaults: false,
    formats,
    keywords: [
      'example',
      'x-examples',
      {
        keyword: 'idOrKey',
        type: 'object',
        schemaType: 'boolean',
        validate: (wanted: boolean, item: Record<string, unknown>) =>
          !wanted || named(item.id) || named(item.key),
      },
    ],
  },
})

/** What isn't text is named by the schema's own violation. */
const named = (text: unknown) => text !== undefined && text !== ''
