import { Type } from 'typebox'

const text = (example: string) => Type.Optional(Type.String({ example }))

export const companyAnswer = Type.Object({
  company: Type.Object(
    {
      id: Type.String({ example: '5DP4iH6HLkQsiKESj6rh' }),
      name: Type.String({ example: 'Tesla inc' }),
      email: text('john@deo.com'),
      phone: text('+1202-555-0107'),
      website: text('https://www.tesla.com'),
      address: text('3500 Deer Creek Road'),
      city: text('Palo Alto'),
      postalCode: text('94304'),
      country: text('US'),
      state: text('CA'),
      timezone: text('US/Central'),
      locationCount: Type.Integer({ description: 'The number of its locations.', example: 10 }),
    },
    { description: 'The company. Properties that are not set are missing.' },
  ),
})
