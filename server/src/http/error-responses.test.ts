import { expect, it } from 'vitest'
import { errorAnswers } from './error-responses.ts'

const messageOf = (answers: ReturnType<typeof errorAnswers>) =>
  JSON.parse(JSON.stringify(answers))[422]?.properties.message

it('BR-581 describes a message that is a text, a list of violations, or either', () => {
  const list = { type: 'array', items: { type: 'string' } }
  const text = { type: 'string' }
  expect(messageOf(errorAnswers(['unprocessable']))).toMatchObject(list)
  expect(messageOf(errorAnswers(['locationUndefined']))).toEqual(text)
  const either = messageOf(errorAnswers(['locationUndefined', 'unprocessable']))
  expect(either).toMatchObject({ anyOf: [list, text] })
})
