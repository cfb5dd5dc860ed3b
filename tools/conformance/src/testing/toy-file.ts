/** Small OpenAPI files of this project, by name: the first refers to the second. */
export const toyFiles = {
  'toys.json': {
    openapi: '3.0.0',
    info: { title: 'Toys', version: '1.0' },
    paths: {
      '/toys': {
        parameters: [{ $ref: '#/components/parameters/version' }],
        post: {
          operationId: 'create-toy',
          security: [{ bearer: ['toys.write'] }],
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { $ref: '#/components/schemas/ToyInput' } } },
          },
          responses: {
            201: { content: { 'application/json': { schema: { $ref: '#/components/schemas/ToyAnswer' } } } },
            401: { $ref: './shared/errors.json#/components/responses/refused' },
            422: { $ref: './shared/errors.json#/components/responses/refused' },
          },
        },
        get: {
          operationId: 'list-toys',
          security: [{ bearer: ['toys.readonly'] }],
          parameters: [
            { name: 'shopId', in: 'query', required: true, schema: { type: 'string' } },
            { name: 'limit', in: 'query', schema: { type: 'number', example: 10 } },
          ],
          responses: {
            200: {
              content: {
                'application/json': {
                  schema: {
                    type: 'object',
                    required: ['toys'],
                    properties: {
                      toys: { type: 'array', items: { $ref: '#/components/schemas/Toy' } },
                      total: { type: 'number' },
                    },
                  },
                },
              },
            },
            401: { $ref: './shared/errors.json#/components/responses/refused' },
            422: { $ref: './shared/errors.json#/components/responses/refused' },
          },
        },
      },
      '/toys/{id}': {
        parameters: [
          { $ref: '#/components/parameters/version' },
          { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
        ],
        delete: {
          operationId: 'delete-toy',
          security: [{ bearer: ['toys.write'] }],
          responses: {
            200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Done' } } } },
            400: { $ref: './shared/errors.json#/components/responses/refused' },
            401: { $ref: './shared/errors.json#/components/responses/refused' },
          },
        },
      },
    },
    components: {
      parameters: {
        version: {
          name: 'Version',
          in: 'header',
          required: true,
          schema: { type: 'string', enum: ['2021-07-28'] },
        },
      },
      schemas: {
        ToyInput: {
          type: 'object',
          required: ['name', 'shopId'],
          properties: {
            name: { type: 'string', example: 'Bear', nullable: true },
            shopId: { type: 'string', example: 'of nobody' },
            colour: { type: 'string', enum: ['red', 'blue'] },
            price: { type: 'number', example: 9.5 },
            tags: { type: 'array', items: { type: 'string' }, example: ['soft'] },
            box: { $ref: '#/components/schemas/Box' },
          },
        },
        Box: {
          type: 'object',
          required: ['wide'],
          properties: { wide: { type: 'boolean' }, note: { type: 'string', maxLength: 20 } },
        },
        Toy: {
          type: 'object',
          required: ['id'],
          properties: {
            id: { type: 'string' },
            name: { type: 'string', nullable: true },
            price: { type: 'number' },
            tags: { type: 'array', items: { type: 'string' } },
          },
        },
        ToyAnswer: { type: 'object', properties: { toy: { allOf: [{ $ref: '#/components/schemas/Toy' }] } } },
        Done: { type: 'object', properties: { done: { type: 'boolean' } } },
      },
    },
  },
  'errors.json': {
    components: {
      responses: {
        refused: {
          content: {
            'application/json': {
              schema: { type: 'object', required: ['message'], properties: { message: { type: 'string' } } },
            },
          },
        },
      },
    },
  },
}
