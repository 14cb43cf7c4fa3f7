import { expect, test } from 'vitest';
import { bodyProperties, isLeakedBody } from './leaked-params.ts';

test('only a small JSON body of known size leaks', () => {
  const json = 'application/json; charset=utf-8';
  expect(isLeakedBody({ 'content-type': json, 'content-length': '20' })).toBe(true);
  expect(isLeakedBody({ 'content-type': 'application/merge-patch+json', 'content-length': '20' })).toBe(true);
  expect(isLeakedBody({ 'content-type': json, 'content-length': '9999999' })).toBe(false);
  expect(isLeakedBody({ 'content-type': json, 'transfer-encoding': 'chunked' })).toBe(false);
  expect(isLeakedBody({ 'content-type': 'text/plain', 'content-length': '20' })).toBe(false);
});

test('the top-level properties of an object leak as text, nothing else does', () => {
  expect(bodyProperties(Buffer.from('{"a":1,"b":"x","c":{"d":true}}'))).toEqual({ a: '1', b: 'x', c: '{"d":true}' });
  expect(['[1]', '"x"', 'null', '{', ''].map((text) => bodyProperties(Buffer.from(text)))).toEqual([
    {},
    {},
    {},
    {},
    {},
  ]);
});
