import { expect, it } from 'vitest'
import { ParentQuestions } from './parent-questions.ts'

it('questions at the same time get their own answers, in any order', async () => {
  const questions = new ParentQuestions<string>()
  const sent: number[] = []
  const [first, second] = [
    questions.ask((question) => sent.push(question)),
    questions.ask((question) => sent.push(question)),
  ]
  expect(questions.size).toBe(2)
  questions.answer(sent[1] as number, 'second')
  questions.answer(sent[0] as number, 'first')
  expect(await Promise.all([first, second])).toEqual(['first', 'second'])
  expect(questions.size).toBe(0)
})

it('a question that is not answered in time fails, and its late answer is ignored', async () => {
  const questions = new ParentQuestions<string>(1)
  let sent = 0
  const asked = questions.ask((question) => {
    sent = question
  })
  await expect(asked).rejects.toThrow('did not answer')
  expect(questions.size).toBe(0)
  questions.answer(sent, 'late')
})
