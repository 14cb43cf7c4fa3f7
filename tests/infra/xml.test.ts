import { expect, test } from 'vitest';
import { descendants, parseXml } from './xml.ts';

test('elements, attributes and texts, without comments', () => {
  const root = parseXml('<a x="1 &amp; 2"><!-- no --><b> yes &lt; </b><b/></a>');
  expect(root).toEqual({
    name: 'a',
    attributes: { x: '1 & 2' },
    children: [
      { name: 'b', attributes: {}, children: [], text: 'yes <' },
      { name: 'b', attributes: {}, children: [], text: '' },
    ],
    text: '',
  });
  expect(descendants(root).map(({ name }) => name)).toEqual(['a', 'b', 'b']);
});

test.each([
  ['nothing', ''],
  ['an element that is not closed', '<a>'],
  ['elements that overlap', '<a><b></a></b>'],
  ['two roots', '<a/><b/>'],
  ['an ampersand in a text', '<a>b && c</a>'],
  ['an ampersand in an attribute', '<a x="b && c"/>'],
  ['a less-than in an attribute', '<a x="b < c"/>'],
  ['quotes in an attribute', '<a x="@(b("c"))"/>'],
  ['a type argument in a text', '<a>GetValueOrDefault<string>("b")</a>'],
  ['an attribute twice', '<a x="1" x="2"/>'],
  ['an attribute without quotes', '<a x=1/>'],
  ['an entity of HTML', '<a>&nbsp;</a>'],
  ['two dashes in a comment', '<a><!-- b -- c --></a>'],
])('%s is not well-formed', (_what, text) => {
  expect(() => parseXml(text)).toThrow(/^\d+:\d+: /);
});
