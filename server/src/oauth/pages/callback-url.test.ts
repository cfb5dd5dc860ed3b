import { expect, test } from 'vitest'
import { callbackUrl } from './callback-url.ts'

test.each([
  ['https://app.example/cb', {}, 'https://app.example/cb?code=c&state=s'],
  ['https://app.example', {}, 'https://app.example/?code=c&state=s'],
  ['https://app.example/cb?a=b%20c+d', {}, 'https://app.example/cb?a=b%20c+d&code=c&state=s'],
  ['https://app.example/cb?', {}, 'https://app.example/cb?code=c&state=s'],
  ['https://app.example/cb?a&', {}, 'https://app.example/cb?a&code=c&state=s'],
  ['http://[::1]:3000/cb', {}, 'http://[::1]:3000/cb?code=c&state=s'],
  ['com.example.app:/cb', {}, 'com.example.app:/cb?code=c&state=s'],
  ['https://app.example/cb', { state: undefined }, 'https://app.example/cb?code=c'],
  [
    'https://app.example/cb',
    { state: 'a b&code=x#y' },
    'https://app.example/cb?code=c&state=a+b%26code%3Dx%23y',
  ],
  ['https://app.example/cb', { state: '\r\nx: y' }, 'https://app.example/cb?code=c&state=%0D%0Ax%3A+y'],
  ['https://äpp.example/cä', { state: 'ü' }, 'https://xn--pp-uia.example/c%C3%A4?code=c&state=%C3%BC'],
])('%s with %j', (redirectUri, more, url) => {
  expect(callbackUrl(redirectUri, { code: 'c', state: 's', ...more })).toBe(url)
})
